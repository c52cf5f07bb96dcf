using System.Buffers;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Finds many texts in another in one go.</summary>
internal sealed class SensitiveIndex
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts;
    private readonly Dictionary<char, List<int>> _lengths = [];
    private readonly SearchValues<char> _starts;

    /// <summary>Remembers texts.</summary>
    /// <param name="texts">The texts; none is empty.</param>
    public SensitiveIndex(HashSet<string> texts)
    {
        _texts = texts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            ref var lengths = ref CollectionsMarshal.GetValueRefOrAddDefault(_lengths, text[0], out _);
            lengths ??= [];
            if (!lengths.Contains(text.Length)) lengths.Add(text.Length);
        }

        foreach (var lengths in _lengths.Values) lengths.Sort(static (one, other) => other.CompareTo(one));
        _starts = SearchValues.Create([.. _lengths.Keys]);
    }

    /// <summary>The next place where one may begin, or -1.</summary>
    public int Next(string text, int from)
    {
        if (from >= text.Length) return -1;
        var at = text.AsSpan(from).IndexOfAny(_starts);
        return at < 0 ? -1 : from + at;
    }

    /// <summary>The length of the longest that begins at a place; 0 where none does.</summary>
    public int LengthAt(string text, int at)
    {
        foreach (var length in _lengths[text[at]])
        {
            if (at + length <= text.Length && _texts.Contains(text.AsSpan(at, length))) return length;
        }

        return 0;
    }
}
