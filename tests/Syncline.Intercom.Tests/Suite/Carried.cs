namespace Syncline.Intercom.Tests.Suite;

/// <summary>An external id, as the key of whatever row.</summary>
/// <param name="Id">The external id.</param>
internal readonly record struct ExternalId(string Id) : ISyncKey<ExternalId>
{
    public static void Write<TWriter>(in ExternalId key, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct
        => writer.Text(0, key.Id);

    public static ExternalId Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct
        => new(reader.Text(0));

    public int CompareTo(ExternalId other) => string.CompareOrdinal(Id, other.Id);
}

/// <summary>A row of any model as a contact or its event: an external id stands for its key, a time of its own for when it was, and each other column is a custom attribute or metadata.</summary>
/// <param name="Id">The external id.</param>
/// <param name="At">The time.</param>
/// <param name="Cells">The columns of the row.</param>
internal sealed record Carried<TModel>(string Id, DateTimeOffset At, string?[] Cells) : ISyncModel<Carried<TModel>, ExternalId>
    where TModel : ISyncModel<TModel>
{
    /// <summary>The columns that are attributes.</summary>
    private static readonly int[] Fields = [.. Enumerable.Range(0, TModel.Schema.Columns.Length).Where(static column => TModel.Schema.KeyPartOf(column) < 0)];

    public static SyncSchema Schema { get; } = new("Carried", [0], [new SyncColumn("external_id", ColumnKind.Text, 0), new SyncColumn("created_at", ColumnKind.DateTimeOffset, 0), .. Fields.Select(static column => new SyncColumn(FieldOf(column), ColumnKind.Text, ColumnTraits.Nullable | (TModel.Schema.Columns[column].Traits & (ColumnTraits.SkipNull | ColumnTraits.Sensitive))))]);

    /// <summary>The attribute of a column.</summary>
    public static string FieldOf(int column) => $"C{column}";

    public static void Write<TWriter>(in Carried<TModel> row, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct
    {
        writer.Text(0, row.Id);
        writer.Value(1, row.At);
        for (var i = 0; i < Fields.Length; i++)
        {
            if (row.Cells[Fields[i]] is { } cell) writer.Text(i + 2, cell);
            else writer.Null(i + 2);
        }
    }

    // The destination reads no rows.
    public static Carried<TModel> Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct
        => throw new NotSupportedException();

    public static ColumnSet Compare(in Carried<TModel> before, in Carried<TModel> after) => throw new NotSupportedException();

    public static bool TryGetKey(in Carried<TModel> row, out ExternalId key)
    {
        key = new(row.Id);
        return true;
    }
}
