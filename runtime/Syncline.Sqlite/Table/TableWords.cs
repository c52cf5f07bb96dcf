using System.Text;

namespace Syncline;

/// <summary>Why a row was refused or left alone, without the values of sensitive columns.</summary>
internal sealed class TableWords(TableShape shape, SyncSchema schema)
{
    public const string NoRecord = "There is no record with this key.";
    public const string RecordExists = "A record with this key is there already.";
    public const string Silenced = "A trigger or expression of the table refused the row; its words are left out because the model has sensitive columns.";
    public const string SomeForeignKey = $"A record it refers to is missing, or one that refers to it would be left behind ({ForeignKeyFailed}). Deliver parents first, and remove children first.";
    public const string Ignored = "Nothing was written: a trigger of the table passed over the row. Send no such rows, or change the trigger.";

    private const string ForeignKeyFailed = "FOREIGN KEY constraint failed";
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

    /// <summary>A value that another record has and only one may have.</summary>
    /// <param name="row">The row.</param>
    /// <param name="columns">The columns that are unique together.</param>
    /// <param name="holder">The key of the other record.</param>
    /// <param name="said">SQLite's words.</param>
    public string Held<TModel>(TModel row, List<int> columns, string holder, string said)
        where TModel : ISyncModel<TModel>
        => $"The record ({holder}) has {Values(row, columns)} already, and the table takes it once ({said}). Give one of the two another value; where two records exchange theirs, give one a third value first.";

    /// <summary>The same where the other record can't be told.</summary>
    public static string HeldBySome(string said) => $"Another record has what the table takes once ({said}). Give one of the two another value.";

    /// <summary>What a trigger of the table said, which knows its reasons.</summary>
    public static string OfTrigger(string said) => $"A trigger of the table refused the row, in its own words: {said}";

    /// <summary>A null where the table takes none.</summary>
    public string NotNull(int column, string said)
        => $"Column {schema.Columns[column].Name} holds null, and the table takes none there ({said}). Send a value, keep such rows out of the source, or allow null in the table.";

    /// <summary>A rule of the table, with the values of the columns that it mentions.</summary>
    public string Check<TModel>(TModel row, string said)
        where TModel : ISyncModel<TModel>
    {
        var rule = said[(said.IndexOf(": ", StringComparison.Ordinal) + 1)..];
        var mentioned = Enumerable.Range(0, shape.Columns.Length).Where(column => Mentions(rule, shape.Columns[column])).ToList();
        var values = mentioned.Count == 0 ? "" : $" with {Values(row, mentioned)}";
        return $"The row breaks a rule of the table{values} ({said}). Correct the row, or change the rule.";
    }

    /// <summary>A foreign key that leads nowhere.</summary>
    public string NoParent<TModel>(TModel row, ForeignKey key, List<int> columns)
        where TModel : ISyncModel<TModel>
        => $"The table {SqliteName.Quote(key.Parent)} has no record for {Values(row, columns)} to refer to by its {string.Join(", ", key.Columns.Select(pair => pair.To))} ({ForeignKeyFailed}). Deliver that record first, or correct the value.";

    /// <summary>Records that refer to one that was to go, or to change.</summary>
    public static string Children(ForeignKey key)
        => $"The table {SqliteName.Quote(key.Child)} has records that refer to this one by {string.Join(", ", key.Columns.Select(pair => pair.From))} ({ForeignKeyFailed}). Remove them first, or let them refer to another.";

    /// <summary>A key that is the row's own number.</summary>
    public string NoWholeNumber(string said)
        => $"Column {string.Join(", ", _key.Select(part => part.Name))} is the table's INTEGER PRIMARY KEY, which takes whole numbers only ({said}). Send one, or declare the column otherwise.";

    /// <summary>A record that the index takes for the same and the model doesn't.</summary>
    public string OtherSpelling<TKey>(TKey key, string found)
        where TKey : struct, ISyncKey<TKey>
    {
        return $"The table has a record ({found}) that its collation {Collations} takes for the same as ({Text(key)}). {WayOut}";
    }

    /// <summary>Two rows of one batch that the index takes for one and the model doesn't.</summary>
    public string Clash<TKey>(TKey key, TKey other)
        where TKey : struct, ISyncKey<TKey>
        => $"Two rows of this batch, ({Text(other)}) and ({Text(key)}), are one to the table, whose collation {Collations} takes their keys for the same; neither is written. {WayOut}";

    private string Collations => string.Join(", ", shape.KeyCollations.Where(collation => collation != "BINARY").Distinct());

    // What RTRIM takes for one the model never does.
    private string WayOut => $"Make the spellings alike{(Collations == "NOCASE" ? ", or set IgnoreCase on the key" : "")}.";

    private string Text<TKey>(TKey key)
        where TKey : struct, ISyncKey<TKey>
    {
        var text = new ValueTexts(_key);
        TKey.Write(in key, ref text);
        return text.ToString();
    }

    /// <summary>Several records that are one to the model.</summary>
    public string Doubled<TKey>(TKey key, IReadOnlyList<byte[]?[]> found)
        where TKey : struct, ISyncKey<TKey>
    {
        var asked = new ValueTexts(_key);
        TKey.Write(in key, ref asked);
        var spellings = found.Select(spelled => $"({string.Join(", ", spelled.Select((text, part) => (text, part)).Where(p => p.text is not null).Select(p => $"{_key[p.part].Name} = {(_key[p.part].IsSensitive ? "***" : StoredWords.Quoted(Encoding.UTF8.GetString(p.text!)))}"))})");
        return $"The table has the records {string.Join(" and ", spellings)}, which are one key ({asked}) to the model: it ignores case, and the table's collation NOCASE does so in ASCII alone. Delete one of them, or give it another key.";
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

    private string Values<TModel>(TModel row, List<int> columns)
        where TModel : ISyncModel<TModel>
        => string.Join(", ", columns.Select(column => $"{schema.Columns[column].Name} = {Value(row, column)}"));

    private static bool Mentions(string rule, string column)
    {
        for (var at = rule.IndexOf(column, StringComparison.OrdinalIgnoreCase); at >= 0; at = rule.IndexOf(column, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + column.Length;
            if ((at == 0 || !IsOfName(rule[at - 1])) && (end == rule.Length || !IsOfName(rule[end]))) return true;
        }

        return false;
    }

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c == '_';
}
