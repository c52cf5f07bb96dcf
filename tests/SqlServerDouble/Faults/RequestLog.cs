using System.Collections;

namespace Syncline.Doubles.Faults;

/// <summary>Everything clients asked for, in the order it came.</summary>
public sealed class RequestLog : IReadOnlyCollection<Request>
{
    private readonly Lock _lock = new();
    private readonly List<Request> _requests = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _requests.Count;
        }
    }

    public IEnumerable<string> Texts => this.Select(request => request.Text);

    public void Clear()
    {
        lock (_lock)
            _requests.Clear();
    }

    public IEnumerator<Request> GetEnumerator()
    {
        lock (_lock)
            return ((IEnumerable<Request>)[.. _requests]).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(Request request)
    {
        lock (_lock)
            _requests.Add(request);
    }
}
