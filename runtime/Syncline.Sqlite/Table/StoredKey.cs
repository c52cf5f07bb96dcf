using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>A record's key as it is stored, whatever it is: to delete a record that the model can't read.</summary>
internal sealed class StoredKey
{
    private readonly object?[] _parts;
    private readonly string _text;

    private StoredKey(object?[] parts, string text) => (_parts, _text) = (parts, text);

    /// <summary>The key at the end of a statement's row.</summary>
    public static StoredKey Of(SqliteStatement statement, SyncSchema schema)
    {
        var parts = new object?[schema.Key.Length];
        var text = new List<string>();
        for (var part = 0; part < parts.Length; part++)
        {
            var cell = statement.Cell(schema.Columns.Length + 1 + part);
            var column = schema.Columns[schema.Key[part]];
            text.Add($"{column.Name} = {StoredWords.Value(statement, cell, column.IsSensitive)}");
            parts[part] = statement.ClassOf(cell) switch
            {
                SqliteStatement.Null => null,
                SqliteStatement.Integer => statement.Int64Of(cell),
                SqliteStatement.Real => statement.DoubleOf(cell),
                SqliteStatement.Text => Encoding.UTF8.GetString(statement.TextOf(cell)),
                _ => statement.BlobOf(cell).ToArray(),
            };
        }

        return new(parts, string.Join(", ", text));
    }

    public void Bind(SqliteStatement statement)
    {
        for (var part = 0; part < _parts.Length; part++)
        {
            switch (_parts[part])
            {
                case null: statement.BindNull(part + 1); break;
                case long number: statement.BindInt64(part + 1, number); break;
                case double number: statement.BindDouble(part + 1, number); break;
                case string text: statement.BindText(part + 1, Encoding.UTF8.GetBytes(text)); break;
                case byte[] bytes: statement.BindBlob(part + 1, bytes); break;
            }
        }
    }

    public ForeignRecord Foreign(OperationOutcome outcome)
    {
        var bytes = _parts.Select(part => part is byte[] blob ? Convert.ToHexString(blob) : string.Create(CultureInfo.InvariantCulture, $"{part?.GetType().Name}:{part}"));
        return ForeignRecord.Of(_text, string.Join('\0', bytes), outcome);
    }
}
