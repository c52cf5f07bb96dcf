namespace Syncline.Doubles.Engine.Storage;

/// <summary>The values of some columns, comparable as their types and collations say. NULL equals NULL.</summary>
public readonly struct RowKey : IEquatable<RowKey>
{
    private readonly object?[] _parts;
    private readonly int _hash;

    public RowKey(object?[] parts)
    {
        _parts = parts;
        var hash = new HashCode();
        foreach (var part in parts)
            hash.Add(part);
        _hash = hash.ToHashCode();
    }

    public static bool operator ==(RowKey left, RowKey right) => left.Equals(right);

    public static bool operator !=(RowKey left, RowKey right) => !left.Equals(right);

    public bool Equals(RowKey other) => _hash == other._hash && _parts.AsSpan().SequenceEqual(other._parts);

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode() => _hash;
}
