namespace Syncline.Tests;

/// <summary>An encoder that takes rows given as objects.</summary>
internal sealed class EncodedRow(SyncSchema schema) : IDisposable
{
    private RowEncoder _encoder = new(schema);

    public ref RowEncoder Encoder => ref _encoder;

    public void Take(params object?[] values)
    {
        _encoder.Reset();
        for (var i = 0; i < values.Length; i++) new Cell(schema.Columns[i].Kind, values[i]).Visit(i, ref _encoder);
    }

    public static ColumnKind KindOf(object value) => value switch
    {
        string => ColumnKind.Text,
        byte[] => ColumnKind.Bytes,
        float => ColumnKind.Single,
        _ => Enum.Parse<ColumnKind>(value.GetType().Name),
    };

    public void Dispose() => _encoder.Release();
}
