namespace Syncline.Tests.Engine;

/// <summary>A later version of <see cref="Item"/>: the same id and key, one column more.</summary>
internal sealed record ItemV2(int? Id, int? Price, string? Name, bool? Active) : ISyncModel<ItemV2, Item.Key>
{
    public static SyncSchema Schema { get; } = new(
        "Tests.Item",
        [0],
        [
            new("Id", ColumnKind.Int32),
            new("Price", ColumnKind.Int32, ColumnTraits.Nullable),
            new("Name", ColumnKind.Text, ColumnTraits.Nullable),
            new("Active", ColumnKind.Boolean, ColumnTraits.Nullable),
        ]);

    public static void Write<TWriter>(in ItemV2 row, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct
    {
        var first = new Item(row.Id, row.Price, row.Name);
        Item.Write(in first, ref writer);
        if (row.Active is { } active) writer.Value(3, active);
        else writer.Null(3);
    }

    public static ItemV2 Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct
    {
        var first = Item.Read(ref reader);
        return new ItemV2(first.Id, first.Price, first.Name, reader.IsNull(3) ? null : reader.Value<bool>(3));
    }

    public static ColumnSet Compare(in ItemV2 before, in ItemV2 after)
    {
        var set = Item.Compare(new Item(before.Id, before.Price, before.Name), new Item(after.Id, after.Price, after.Name));
        if (before.Active != after.Active) set.Add(3);
        return set;
    }

    public static bool TryGetKey(in ItemV2 row, out Item.Key key)
    {
        key = new Item.Key(row.Id ?? 0);
        return row.Id is not null;
    }
}
