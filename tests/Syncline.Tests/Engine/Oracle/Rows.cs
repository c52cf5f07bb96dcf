namespace Syncline.Tests.Engine.Oracle;

/// <summary>A row as scripts write it: a key and one value.</summary>
internal sealed record Row(int? Key, int? Value, bool IsUnreadable = false)
{
    public override string ToString() => IsUnreadable ? "unreadable" : $"{Key?.ToString() ?? "null"}:{Value?.ToString() ?? "-"}";
}

/// <summary>Turns scripted rows into rows of a model and back.</summary>
internal interface IRowKit<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    static abstract TModel Make(Row row);

    static abstract Row Back(TModel model);

    static abstract int KeyOf(TKey key);

    static abstract TKey KeyFrom(int key);
}

internal sealed class ItemKit : IRowKit<Item, Item.Key>
{
    public static Item Make(Row row) => new(row.Key, row.Value, row.Value is { } value ? $"name {value}" : null);

    public static Row Back(Item model)
    {
        Assert.Equal(model.Price is null, model.Name is null);
        return new Row(model.Id, model.Price);
    }

    public static int KeyOf(Item.Key key) => key.Id;

    public static Item.Key KeyFrom(int key) => new(key);
}

internal sealed class ItemV2Kit : IRowKit<ItemV2, Item.Key>
{
    public static ItemV2 Make(Row row) => new(row.Key, row.Value, row.Value is { } value ? $"name {value}" : null, row.Value is null ? null : row.Value > 1);

    public static Row Back(ItemV2 model) => new(model.Id, model.Price);

    public static int KeyOf(Item.Key key) => key.Id;

    public static Item.Key KeyFrom(int key) => new(key);
}

internal sealed class WideKit : IRowKit<Wide, Wide.Key>
{
    private const string Tenant = "a tenant with a long name";

    public static Wide Make(Row row) => new(row.Key is null ? null : Tenant, row.Key ?? 0, row.Value, row.Value?.ToString(), row.Value, "same");

    public static Row Back(Wide model) => new(model.Tenant is null ? null : (int)model.Number, model.Price);

    public static int KeyOf(Wide.Key key) => (int)key.Number;

    public static Wide.Key KeyFrom(int key) => new(Tenant, key);
}
