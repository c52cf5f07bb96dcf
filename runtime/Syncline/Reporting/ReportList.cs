using System.Collections.Immutable;

namespace Syncline;

/// <summary>The first entries of a list that may be long.</summary>
internal sealed class ReportList<T>(int limit)
{
    private readonly List<T> _entries = [];

    /// <summary>Whether nothing more is taken, so that nobody need make an entry.</summary>
    public bool IsFull => _entries.Count >= limit;

    public void Add(T entry)
    {
        if (_entries.Count < limit) _entries.Add(entry);
    }

    public ImmutableArray<T> ToImmutable() => [.. _entries];
}
