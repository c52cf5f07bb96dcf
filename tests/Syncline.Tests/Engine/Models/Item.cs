namespace Syncline.Tests.Engine;

/// <summary>A model with an exact key, its null key part reachable; every other column can be cleared.</summary>
internal sealed record Item(int? Id, int? Price, string? Name) : ISyncModel<Item, Item.Key>
{
    public static SyncSchema Schema { get; } = new("Tests.Item", [0], [new("Id", ColumnKind.Int32), new("Price", ColumnKind.Int32, ColumnTraits.Nullable), new("Name", ColumnKind.Text, ColumnTraits.Nullable)]);

    public static void Write<TWriter>(in Item row, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct
    {
        if (row.Id is { } id) writer.Value(0, id);
        else writer.Null(0);
        if (row.Price is { } price) writer.Value(1, price);
        else writer.Null(1);
        if (row.Name is { } name) writer.Text(2, name);
        else writer.Null(2);
    }

    public static Item Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct
    {
        int? id = reader.IsNull(0) ? null : reader.Value<int>(0);
        int? price = reader.IsNull(1) ? null : reader.Value<int>(1);
        var name = reader.IsNull(2) ? null : reader.Text(2);
        return new Item(id, price, name);
    }

    public static ColumnSet Compare(in Item before, in Item after)
    {
        var set = default(ColumnSet);
        if (before.Price != after.Price) set.Add(1);
        if (before.Name != after.Name) set.Add(2);
        return set;
    }

    public static bool TryGetKey(in Item row, out Key key)
    {
        key = new Key(row.Id ?? 0);
        return row.Id is not null;
    }

    public readonly record struct Key(int Id) : ISyncKey<Key>
    {
        public int CompareTo(Key other) => Id.CompareTo(other.Id);

        public static void Write<TWriter>(in Key key, ref TWriter writer)
            where TWriter : IRowWriter, allows ref struct
            => writer.Value(0, key.Id);

        public static Key Read<TReader>(ref TReader reader)
            where TReader : IRowReader, allows ref struct
            => new(reader.Value<int>(0));
    }
}
