using Syncline;

namespace Own;

/// <summary>Makes a row of a document.</summary>
public readonly struct DocumentReader(SyncSchema schema, Dictionary<string, object?> columns) : IRowReader
{
    public bool IsNull(int column) => columns.GetValueOrDefault(schema.Columns[column].Name) is null;

    public T Value<T>(int column)
        where T : struct
        => (T)columns[schema.Columns[column].Name]!;

    public string Text(int column) => (string)columns[schema.Columns[column].Name]!;

    public byte[] Bytes(int column) => (byte[])columns[schema.Columns[column].Name]!;
}
