namespace Syncline.Tests.Engine;

/// <summary>A model with a key of two parts, too long to be its own image, a sensitive column, one compared within a tolerance and one not compared; its rows are kept.</summary>
internal sealed record Wide(string? Tenant, long Number, int? Price, string? Secret, double? Score, string? Comment) : ISyncModel<Wide, Wide.Key>
{
    public static SyncSchema Schema { get; } = new(
        "Tests.Wide",
        [0, 1],
        [
            new("Tenant", ColumnKind.Text),
            new("Number", ColumnKind.Int64),
            new("Price", ColumnKind.Int32, ColumnTraits.Nullable),
            new("Secret", ColumnKind.Text, ColumnTraits.Nullable | ColumnTraits.Sensitive),
            new("Score", ColumnKind.Double, ColumnTraits.Nullable) { Tolerance = 0.5 },
            new("Comment", ColumnKind.Text, ColumnTraits.Nullable | ColumnTraits.NotCompared),
        ],
        keepRows: true);

    public static void Write<TWriter>(in Wide row, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct
    {
        if (row.Tenant is { } tenant) writer.Text(0, tenant);
        else writer.Null(0);
        writer.Value(1, row.Number);
        if (row.Price is { } price) writer.Value(2, price);
        else writer.Null(2);
        if (row.Secret is { } secret) writer.Text(3, secret);
        else writer.Null(3);
        if (row.Score is { } score) writer.Value(4, score);
        else writer.Null(4);
        if (row.Comment is { } comment) writer.Text(5, comment);
        else writer.Null(5);
    }

    public static Wide Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct
    {
        var tenant = reader.IsNull(0) ? null : reader.Text(0);
        var number = reader.Value<long>(1);
        int? price = reader.IsNull(2) ? null : reader.Value<int>(2);
        var secret = reader.IsNull(3) ? null : reader.Text(3);
        double? score = reader.IsNull(4) ? null : reader.Value<double>(4);
        var comment = reader.IsNull(5) ? null : reader.Text(5);
        return new Wide(tenant, number, price, secret, score, comment);
    }

    public static ColumnSet Compare(in Wide before, in Wide after)
    {
        var set = default(ColumnSet);
        if (before.Price != after.Price) set.Add(2);
        if (before.Secret != after.Secret) set.Add(3);
        if (before.Score is null != after.Score is null || Math.Abs((before.Score ?? 0) - (after.Score ?? 0)) > 0.5) set.Add(4);
        return set;
    }

    public static bool TryGetKey(in Wide row, out Key key)
    {
        key = new Key(row.Tenant ?? "", row.Number);
        return row.Tenant is not null;
    }

    public readonly record struct Key(string Tenant, long Number) : ISyncKey<Key>
    {
        public int CompareTo(Key other)
        {
            var order = string.CompareOrdinal(Tenant, other.Tenant);
            return order != 0 ? order : Number.CompareTo(other.Number);
        }

        public static void Write<TWriter>(in Key key, ref TWriter writer)
            where TWriter : IRowWriter, allows ref struct
        {
            writer.Text(0, key.Tenant);
            writer.Value(1, key.Number);
        }

        public static Key Read<TReader>(ref TReader reader)
            where TReader : IRowReader, allows ref struct
            => new(reader.Text(0), reader.Value<long>(1));
    }
}
