using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Syncline;

/// <summary>What an API answered: status, headers and the whole body.</summary>
public sealed class HttpAnswer
{
    // Some write the end of all days for "never".
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

    private readonly KeyValuePair<string, string>[] _headers;
    private readonly Func<string, string> _mask;
    private JsonElement? _json;

    internal HttpAnswer(HttpStatusCode status, KeyValuePair<string, string>[] headers, ReadOnlyMemory<byte> body, string host, TimeProvider timeProvider, Func<string, string> mask)
    {
        (Status, _headers, Body, Host, _mask) = (status, headers, body, host, mask);
        Date = Header("Date") is { } date && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        RetryAfter = Header("Retry-After") is { } after ? Bounded(WaitOf(after.Trim(), Date ?? timeProvider.GetUtcNow())) : null;
    }

    /// <summary>The status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The body as sent.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as JSON.</summary>
    /// <exception cref="DestinationException">It is none: the request was applied or not, nobody knows.</exception>
    public JsonElement Json => TryJson(out var json) ? json : throw NoJson();

    /// <summary>How long the API asks to be left alone, a year at most; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; }

    internal DateTimeOffset? Date { get; }

    internal string Host { get; }

    internal IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    internal bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>A header's value; null where there is none of the name.</summary>
    /// <param name="name">The name; case does not matter.</param>
    public string? Header(string name)
    {
        foreach (var (key, value) in _headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
        }

        return null;
    }

    /// <summary>The body as JSON, where it is that.</summary>
    /// <param name="json">The JSON.</param>
    public bool TryJson(out JsonElement json)
    {
        if (_json is { } known)
        {
            json = known;
            return true;
        }

        json = default;
        try
        {
            var reader = new Utf8JsonReader(Body.Span, isFinalBlock: true, default);
            if (!JsonElement.TryParseValue(ref reader, out var parsed) || reader.Read()) return false;
            json = parsed.Value;
        }
        catch (JsonException)
        {
            return false;
        }

        _json = json;
        return true;
    }

    /// <summary>The status and the API's own words, with sensitive values masked: for reasons and errors.</summary>
    public string Describe() => AnswerWords.Of(this, _mask) is { Length: > 0 } words ? $"{DescribeStatus()}: {words}" : DescribeStatus();

    /// <summary>The status alone, as in "api.example.com answered 404 Not Found".</summary>
    internal string DescribeStatus() => $"{Host} answered {(int)Status}{(Enum.IsDefined(Status) ? $" {Spaced(Status)}" : "")}";

    /// <summary>That the body is no JSON: the request was applied or not, nobody knows.</summary>
    internal DestinationException NoJson() => new($"{Describe()}, which is no JSON, so that it can't be told what became of the records.", FailureEffect.Unknown);

    /// <summary>Gives the body away: the answer has none from then on.</summary>
    internal ReadOnlyMemory<byte> TakeBody()
    {
        var body = Body;
        (Body, _json) = (default, null);
        return body;
    }

    /// <summary>A text without the sensitive values of the records that were sent.</summary>
    /// <param name="text">The text.</param>
    public string Mask(string text) => _mask(text);

    private static TimeSpan? WaitOf(string after, DateTimeOffset now)
        => RetryConditionHeaderValue.TryParse(after, out var wait) ? wait.Delta ?? (wait.Date - now)
            // More seconds than the parser takes for a number.
            : after.Length > 0 && after.All(char.IsAsciiDigit) ? LongestWait : null;

    private static TimeSpan? Bounded(TimeSpan? wait) => wait > LongestWait ? LongestWait : wait;

    private static string Spaced(HttpStatusCode status)
    {
        var text = new StringBuilder();
        foreach (var c in status.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0 && char.IsAsciiLetterLower(text[^1])) text.Append(' ');
            text.Append(c);
        }

        return text.ToString();
    }
}
