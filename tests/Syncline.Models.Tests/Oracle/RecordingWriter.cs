namespace Syncline.Models.Tests.Oracle;

/// <summary>Writes down what it is given.</summary>
internal readonly struct RecordingWriter() : IRowWriter
{
    public List<(int Column, object? Value)> Visits { get; } = [];

    public void Null(int column) => Visits.Add((column, null));

    public void Value<T>(int column, T value)
        where T : struct
        => Visits.Add((column, value));

    public void Text(int column, string value) => Visits.Add((column, value ?? throw new ArgumentNullException(nameof(value))));

    public void Bytes(int column, ReadOnlySpan<byte> value) => Visits.Add((column, value.ToArray()));
}

/// <summary>Gives back what was written, and checks that it is asked as the contract says: each column once, ascending, null only where there can be one.</summary>
internal struct ReplayingReader(IReadOnlyList<object?> values, Func<int, bool> canBeNull) : IRowReader
{
    private int _next;

    public readonly int Taken => _next;

    public bool IsNull(int column)
    {
        if (column != _next) throw new InvalidOperationException($"Asked for null of {column}, but {_next} is next.");
        if (!canBeNull(column)) throw new InvalidOperationException($"Asked for null of {column}, which is never null.");
        if (values[column] is not null) return false;
        _next++;
        return true;
    }

    public T Value<T>(int column)
        where T : struct
        => (T)Take(column);

    public string Text(int column) => (string)Take(column);

    public byte[] Bytes(int column) => [.. (byte[])Take(column)];

    private object Take(int column)
    {
        if (column != _next) throw new InvalidOperationException($"Asked for {column}, but {_next} is next.");
        _next++;
        return values[column] ?? throw new InvalidOperationException($"Took {column}, which is null.");
    }
}
