using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>Why a row was refused or left alone, without the values of sensitive columns.</summary>
internal sealed class TableWords(TableShape shape, SyncSchema schema)
{
    public const string NoRecord = "there is no record with this key";
    public const string RecordExists = "a record with this key is there already";
    public const string Ignored = "nothing was written: a trigger of the table passed over the row";

    private readonly SyncColumn[] _key = [.. schema.Key.Select(column => schema.Columns[column])];

    /// <summary>A value that has no form in SQLite.</summary>
    public string Refusal<TModel>(TModel row, int column, string reason)
        where TModel : ISyncModel<TModel>
        => Refusal(schema.Columns[column], Value(row, column), reason);

    /// <summary>A value of a key that has no form in SQLite.</summary>
    public string KeyRefusal<TKey>(TKey key, int part, string reason)
        where TKey : struct, ISyncKey<TKey>
    {
        var value = new ValueTexts(_key, part);
        TKey.Write(in key, ref value);
        return Refusal(_key[part], value.ToString(), reason);
    }

    /// <summary>A constraint, in SQLite's words, with the value it was about where one column says so.</summary>
    public string Constraint<TModel>(SqliteException fault, TModel? row, bool isRow)
        where TModel : ISyncModel<TModel>
    {
        var words = SqliteFaults.Words(fault);
        switch (fault.SqliteExtendedErrorCode)
        {
            // A trigger or an expression writes its own words, which may quote the row.
            case raw.SQLITE_CONSTRAINT_TRIGGER or raw.SQLITE_ERROR when schema.Columns.Any(column => column.IsSensitive):
                return "A trigger or expression of the table refused the row; its words are left out because the model has sensitive columns.";
            case raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY when isRow && SingleColumn(words) is >= 0 and var column && !schema.Columns[column].IsSensitive:
                return $"{words}: another record has {Value(row!, column)} in {schema.Columns[column].Name}";
            case raw.SQLITE_MISMATCH:
                return $"{words}: {string.Join(", ", _key.Select(part => part.Name))} is the table's INTEGER PRIMARY KEY and takes whole numbers only";
            default:
                return words;
        }
    }

    /// <summary>A record that the index takes for the same and the model doesn't.</summary>
    public string OtherSpelling<TKey>(TKey key, string found)
        where TKey : struct, ISyncKey<TKey>
    {
        var asked = new ValueTexts(_key);
        TKey.Write(in key, ref asked);
        var collations = string.Join(", ", shape.KeyCollations.Where(collation => collation != "BINARY").Distinct());
        return $"The table has a record ({found}) that its collation {collations} takes for the same as ({asked}). Make the spellings alike, or set IgnoreCase on the key";
    }

    /// <summary>Several records that are one to the model.</summary>
    public string Doubled<TKey>(TKey key, IReadOnlyList<byte[]?[]> found)
        where TKey : struct, ISyncKey<TKey>
    {
        var asked = new ValueTexts(_key);
        TKey.Write(in key, ref asked);
        var spellings = found.Select(spelled => $"({string.Join(", ", spelled.Select((text, part) => (text, part)).Where(p => p.text is not null).Select(p => $"{_key[p.part].Name} = {(_key[p.part].IsSensitive ? "***" : StoredWords.Quoted(Encoding.UTF8.GetString(p.text!)))}"))})");
        return $"The table has the records {string.Join(" and ", spellings)}, which are one key ({asked}) to the model: it ignores case, and the table's collation NOCASE does so in ASCII alone. Delete one of them, or give it another key";
    }

    /// <summary>The key in a statement's row, as the table spells it.</summary>
    public string Spelling(SqliteStatement statement, int firstColumn)
        => string.Join(", ", _key.Select((part, i) => $"{part.Name} = {StoredWords.Value(statement, statement.Cell(firstColumn + i), part.IsSensitive)}"));

    private static string Refusal(SyncColumn column, string value, string reason)
        => column.IsSensitive ? $"Column {column.Name} holds a value that can't be stored: {reason}." : $"Column {column.Name} holds {value}: {reason}.";

    private string Value<TModel>(TModel row, int column)
        where TModel : ISyncModel<TModel>
    {
        var value = new ValueTexts(schema.Columns, column);
        TModel.Write(in row, ref value);
        return value.ToString();
    }

    // "UNIQUE constraint failed: customers.Email", with a list of columns where it is over several.
    private int SingleColumn(string words)
    {
        var start = words.IndexOf($": {shape.Table}.", StringComparison.Ordinal);
        if (start < 0) return -1;
        var name = words[(start + shape.Table.Length + 3)..];
        return shape.Columns.IndexOf(name);
    }
}
