namespace Syncline;

/// <summary>Which column a property is, by its name as it stands in the file.</summary>
/// <remarks>Objects of a file mostly have the same properties in the same order: the one that came after this one the last time is tried first.</remarks>
internal sealed class JsonNames(SyncSchema schema)
{
    /// <summary>No name like this was seen before.</summary>
    public const int Unknown = -2;

    /// <summary>The model has no such column.</summary>
    public const int Surplus = -1;

    // More names than any model has; those of a file that makes up new ones in every line are not remembered.
    private const int MostRemembered = 4096;

    private readonly List<(byte[] Name, int Column)> _known = [];
    private int _next;

    /// <summary>Makes ready for the next object.</summary>
    public void Restart() => _next = 0;

    /// <summary>The column of a name as it stands in the file, its escapes not resolved.</summary>
    public int Find(ReadOnlySpan<byte> raw)
    {
        for (var i = 0; i < _known.Count; i++)
        {
            var at = _next + i < _known.Count ? _next + i : _next + i - _known.Count;
            if (!raw.SequenceEqual(_known[at].Name)) continue;
            _next = at + 1;
            return _known[at].Column;
        }

        return Unknown;
    }

    /// <summary>The column of a name that is not known by how it is written.</summary>
    public int Learn(ReadOnlySpan<byte> raw, string name)
    {
        var column = NameMatch.Find(schema, name);
        if (_known.Count < MostRemembered) _known.Add((raw.ToArray(), column));
        _next = _known.Count;
        return column;
    }
}
