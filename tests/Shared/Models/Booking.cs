namespace Syncline.TestModels;

[SyncModel(nameof(OrderId), nameof(LineNumber))]                    // BookedLine.Key(OrderId, LineNumber)
[Sync("Crm", Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]      // BookedLine.CrmSync
[Sync("Lake", Mode = Insert)]                                       // BookedLine.LakeSync
public partial record BookedLine(
    long OrderId,
    int LineNumber,
    [property: SyncColumn("sku_code", IgnoreCase = true)] string Sku,
    [property: SyncColumn(Converter = typeof(Cents))] Money Price);

public readonly record struct Money(decimal Amount, string Currency);

/// <summary>Euros as cents.</summary>
public sealed class Cents : IColumnConverter<Money, long>
{
    public static long ToColumn(Money value) => (long)(value.Amount * 100);

    public static Money FromColumn(long column) => new(column / 100m, "EUR");
}
