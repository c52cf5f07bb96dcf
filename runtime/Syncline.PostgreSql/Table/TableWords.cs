using Npgsql;

namespace Syncline;

/// <summary>Why a row was refused or left alone, without the values of sensitive columns.</summary>
internal sealed class TableWords(TableShape shape, SyncSchema model)
{
    public const string NoRecord = "There is no record with this key.";
    public const string RecordExists = "A record with this key is there already.";
    public const string Ignored = "Nothing was written: a trigger or row-level policy of the table passed over the row. Send no such rows, or change the trigger or policy.";
    public const string LeftForLimit = "It was not tried: so many rows before it were rejected in a row as RejectLimit says.";
    public const string KeyChanged = "A trigger of the table changes the key, so the record would not be found again, and nothing was written. Send the key as the table keeps it, or take that out of the trigger.";

    private readonly SyncColumn[] _key = [.. model.Key.Select(column => model.Columns[column])];
    private readonly bool _isSecret = model.Columns.Any(column => column.IsSensitive);

    /// <summary>A value that has no form in the column.</summary>
    public string Refusal<TModel>(TModel row, int column, string reason)
        where TModel : ISyncModel<TModel>
        => Refusal(model.Columns[column], Value(row, column), reason);

    /// <summary>A value of a key that has no form in the column.</summary>
    public string KeyRefusal<TKey>(TKey key, int part, string reason)
        where TKey : struct, ISyncKey<TKey>
    {
        var value = new ValueTexts(_key, part);
        TKey.Write(in key, ref value);
        return Refusal(_key[part], value.ToString(), reason);
    }

    /// <summary>A text with a character that the database's encoding has no form for.</summary>
    public string NoCharacter<TModel, TKey>(Operation<TModel, TKey> operation, int column, PostgresException fault)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var reason = $"the database can't keep a character of it ({Said(fault)}). Take it out in the source, or use a database in UTF8";
        return TableOperations.WritesRow(operation.Kind) ? Refusal(operation.Row!, column, reason) : KeyRefusal(operation.Key, model.KeyPartOf(column), reason);
    }

    /// <summary>A record that the database takes for the same and the model doesn't.</summary>
    public string OtherSpelling<TKey>(TKey asked, TKey found)
        where TKey : struct, ISyncKey<TKey>
        => $"The table has a record ({ValueTexts.Of(_key, found)}) that its {Equality} takes for the same as ({ValueTexts.Of(_key, asked)}). Make the spellings alike, or set IgnoreCase on the key.";

    /// <summary>Two rows of one batch that the database takes for one: which of them came first would be chance.</summary>
    public string Clash<TKey>(TKey asked, TKey other)
        where TKey : struct, ISyncKey<TKey>
        => $"Another row ({ValueTexts.Of(_key, other)}) has a key that the table's {Equality} takes for the same as ({ValueTexts.Of(_key, asked)}). Make the spellings alike, or set IgnoreCase on the key.";

    /// <summary>A value that another record has and only one may have.</summary>
    public string Held<TModel, TKey>(TModel row, IEnumerable<int> columns, TKey holder, PostgresException fault)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => $"The record ({ValueTexts.Of(_key, holder)}) has {Values(row, columns)} already, and the table takes it once ({Said(fault)}). Give one of the two another value; where two records exchange theirs, give one a third value first.";

    /// <summary>The same where the other record can't be told.</summary>
    public string HeldBySome(PostgresException fault) => $"Another record has what the table takes once ({Said(fault)}). Give one of the two another value.";

    /// <summary>A null where the table takes none.</summary>
    public string NotNull(PostgresException fault) => $"Column {fault.ColumnName} gets null, and the table takes none there ({Said(fault)}). Send a value, keep such rows out of the source, or allow null in the table.";

    /// <summary>A rule of the table, with the values of its columns.</summary>
    public string Check<TModel>(TModel? row, IReadOnlyList<int> columns, PostgresException fault)
        where TModel : ISyncModel<TModel>
        => $"The row breaks a rule of the table{(row is null || columns.Count == 0 ? "" : $" with {Values(row, columns)}")} ({Said(fault)}). Correct the row, or change the rule.";

    /// <summary>A foreign key that leads nowhere.</summary>
    public string NoParent<TModel>(TModel row, IReadOnlyList<int> columns, string parent, string parentColumns, PostgresException fault)
        where TModel : ISyncModel<TModel>
        => $"The table {parent} has no record for {(columns.Count == 0 ? "the row" : Values(row, columns))} to refer to by its {parentColumns} ({Said(fault)}). Deliver that record first, or correct the value.";

    /// <summary>Records that refer to one that was to go, or to change.</summary>
    public string Children(string child, string columns, PostgresException fault) => $"The table {child} has records that refer to this one by {columns} ({Said(fault)}). Remove them first, or let them refer to another.";

    /// <summary>Texts or bytes that make an index's entry too long.</summary>
    public string TooLong(IReadOnlyList<int> columns, string? index, PostgresException fault)
        => $"{string.Join(", ", columns.Select(column => model.Columns[column].Name))} {(columns.Count == 1 ? "is" : "are together")} too long for {(index is null ? "an index of the table" : $"the index {index}")} ({Said(fault)}). Shorten the value, or index a part or a hash of it.";

    /// <summary>What a trigger of the table said, which knows its reasons.</summary>
    public string OfTrigger(PostgresException fault) => $"A trigger or function of the table refused the row: {Said(fault)}. Correct the row, or change the rule.";

    /// <summary>Any other refusal.</summary>
    public string Other(PostgresException fault) => $"PostgreSQL refused the row: {Said(fault)}. Correct the row, or the column's type or rule.";

    private string Equality => string.Join(" and ", shape.Key.Where(part => part.IsLoose).Select(part => part.Called).Distinct());

    private string Said(PostgresException fault) => PostgreSqlFaults.Words(fault, _isSecret);

    private static string Refusal(SyncColumn column, string value, string reason)
        => column.IsSensitive ? $"Column {column.Name} holds a value that can't be stored: {reason}." : $"Column {column.Name} holds {value}: {reason}.";

    private string Value<TModel>(TModel row, int column)
        where TModel : ISyncModel<TModel>
    {
        var value = new ValueTexts(model.Columns, column);
        TModel.Write(in row, ref value);
        return value.ToString();
    }

    private string Values<TModel>(TModel row, IEnumerable<int> columns)
        where TModel : ISyncModel<TModel>
        => string.Join(", ", columns.Select(column => $"{model.Columns[column].Name} = {Value(row, column)}"));
}
