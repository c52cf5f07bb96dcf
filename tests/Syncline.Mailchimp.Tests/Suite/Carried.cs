namespace Syncline.Mailchimp.Tests.Suite;

/// <summary>An address, as the key of whatever row.</summary>
/// <param name="Email">The address.</param>
internal readonly record struct Address(string Email) : ISyncKey<Address>
{
    public static void Write<TWriter>(in Address key, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct
        => writer.Text(0, key.Email);

    public static Address Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct
        => new(reader.Text(0));

    public int CompareTo(Address other) => string.CompareOrdinal(Email, other.Email);
}

/// <summary>A row of any model as a member: an address stands for its key, and each other column is a merge field.</summary>
/// <param name="Email">The address.</param>
/// <param name="Cells">The columns of the row.</param>
internal sealed record Carried<TModel>(string Email, string?[] Cells) : ISyncModel<Carried<TModel>, Address>
    where TModel : ISyncModel<TModel>
{
    /// <summary>The columns that are merge fields.</summary>
    private static readonly int[] Fields = [.. Enumerable.Range(0, TModel.Schema.Columns.Length).Where(static column => TModel.Schema.KeyPartOf(column) < 0)];

    public static SyncSchema Schema { get; } = new("Carried", [0], [new SyncColumn("email_address", ColumnKind.Text, ColumnTraits.IgnoreCase), .. Fields.Select(static column => new SyncColumn(FieldOf(column), ColumnKind.Text, ColumnTraits.Nullable | (TModel.Schema.Columns[column].Traits & (ColumnTraits.SkipNull | ColumnTraits.Sensitive))))]);

    /// <summary>The merge field of a column.</summary>
    public static string FieldOf(int column) => $"C{column}";

    public static void Write<TWriter>(in Carried<TModel> row, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct
    {
        writer.Text(0, row.Email);
        for (var i = 0; i < Fields.Length; i++)
        {
            if (row.Cells[Fields[i]] is { } cell) writer.Text(i + 1, cell);
            else writer.Null(i + 1);
        }
    }

    // The destination reads no rows.
    public static Carried<TModel> Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct
        => throw new NotSupportedException();

    public static ColumnSet Compare(in Carried<TModel> before, in Carried<TModel> after) => throw new NotSupportedException();

    public static bool TryGetKey(in Carried<TModel> row, out Address key)
    {
        key = new(row.Email);
        return true;
    }
}
