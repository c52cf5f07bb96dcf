using System.Net.Http.Headers;

namespace Syncline;

/// <summary>A request as it is made, as often as it is sent.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The address, relative to the account's.</param>
internal sealed record HttpMessage(HttpMethod Method, string Address)
{
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>More headers. Each stands for what the request would have under its name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The keys of its records, as reports print them; asked for when somebody observes.</summary>
    public Func<IReadOnlyList<string>> Keys { get; init; } = static () => [];

    public string RunId { get; init; } = "";

    /// <summary>The longest it waits for a window to end.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.MaxValue;

    /// <summary>Set when the run is cancelled: it is not sent then, unless it is on its way.</summary>
    public CancellationToken RunCancelled { get; init; }

    /// <summary>Takes the sensitive values of its records out of a text.</summary>
    public Func<string, string> Mask { get; init; } = static text => text;

    public HttpRequestMessage ToRequest(Uri baseAddress)
    {
        var request = new HttpRequestMessage(Method, new Uri(baseAddress, Address));
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        }

        foreach (var (name, value) in Headers)
        {
            // What is said of the body goes with one, be it empty.
            HttpHeaders headers = HeaderNames.IsOfBody(name) ? (request.Content ??= new ByteArrayContent([])).Headers : request.Headers;
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
