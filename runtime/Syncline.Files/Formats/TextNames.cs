namespace Syncline;

/// <summary>Whether the names of columns can stand in a file of text.</summary>
internal static class TextNames
{
    public static IEnumerable<string> Problems(SyncSchema schema)
    {
        using var buffer = new Utf8Buffer();
        foreach (var column in schema.Columns)
        {
            if (!buffer.TryAdd(column.Name)) yield return $"The name of column {column.Name} holds half of a surrogate pair, which UTF-8 has no form for. Rename it with [SyncColumn].";
        }
    }
}
