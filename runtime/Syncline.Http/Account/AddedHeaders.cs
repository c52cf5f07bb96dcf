using System.Net.Http.Headers;

namespace Syncline;

/// <summary>What a client of one's own and its handlers add to the headers of a request. Nobody says what of it is secret: all is taken for that but what can't be.</summary>
/// <param name="request">The request as the client is given it.</param>
/// <param name="secrets">Takes what is added.</param>
internal sealed class AddedHeaders(HttpRequestMessage request, SensitiveTexts secrets)
{
    // A shorter one, a version 2 say, stands in any text.
    private const int ShortestSecret = 8;
    private static readonly string[] Open = ["Accept", "Cache-Control", "Connection", "Date", "Expect", "Host", "traceparent", "tracestate", "Transfer-Encoding", "User-Agent"];
    // Of a scheme and its token, or of names and values as in cookies.
    private static readonly char[] Separators = [' ', ',', ';', '=', '"'];

    private readonly HashSet<string> _given = new(request.Headers.NonValidated.Select(static header => header.Key), StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _added = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes what the request was not given.</summary>
    public void Note(HttpRequestHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            if (_given.Contains(name) || IsOpen(name)) continue;
            _added.Add(name);
            foreach (var value in values)
            {
                foreach (var text in value.Split(Separators).Append(value))
                {
                    if (text.Length >= ShortestSecret) secrets.Add(text);
                }
            }
        }
    }

    /// <summary>Whether a header was added that is not shown.</summary>
    public bool Hides(string name) => _added.Contains(name);

    private static bool IsOpen(string name) => name.StartsWith("Accept-", StringComparison.OrdinalIgnoreCase) || Open.Contains(name, StringComparer.OrdinalIgnoreCase);
}
