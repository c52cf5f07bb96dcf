using System.Text.RegularExpressions;
using Syncline;

namespace AudienceSync;

/// <summary>Counts requests as the accounts' observers see them, by what was asked for and what was answered.</summary>
internal sealed partial class RequestTable
{
    private readonly SortedDictionary<(string Request, int Status), int> _counts = [];

    /// <summary>An observer of an account. It is called from several threads.</summary>
    public void Add(HttpExchange exchange)
    {
        // Without what differs from one record to the next: ids, hashes, queries.
        var path = Varying().Replace(new Uri(exchange.Address).AbsolutePath, "/…");
        var request = (Request: $"{exchange.Method,-6} {path}", Status: exchange.Status ?? 0);
        lock (_counts) _counts[request] = _counts.GetValueOrDefault(request) + 1;
    }

    /// <summary>How many were answered with a status.</summary>
    public int Count(int status)
    {
        lock (_counts) return _counts.Where(count => count.Key.Status == status).Sum(count => count.Value);
    }

    public void Print()
    {
        lock (_counts)
        {
            var width = _counts.Keys.Max(key => key.Request.Length);
            foreach (var ((request, status), count) in _counts) Console.WriteLine($"  {request.PadRight(width)}  {(status == 0 ? "none" : status)} {count,5}");
        }
    }

    [GeneratedRegex("/([0-9a-f]{24,}|[0-9]+)(?=/|$)")]
    private static partial Regex Varying();
}
