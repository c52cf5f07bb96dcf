namespace AotSmoke;

/// <summary>Two lists in memory, and the generated key.</summary>
internal static class ListChanges
{
    public static void Check(Checks checks)
    {
        var changes = OrderLine.FindChanges(Rows.Lines(), Rows.LinesLater());
        checks.That(
            "FindChanges finds one added, one changed, one removed",
            changes is { Added: [{ Sku: "wäscher" }], Removed: [{ LineNumber: 2 }], Changed.Count: 1 } && changes.Changed[0].Columns.Contains(OrderLine.Column.State) && changes.Changed[0].Columns.Count == 1);
        checks.That("A key prints its parts", changes.Added[0].GetKey().ToString().Contains("LineNumber = 2", StringComparison.Ordinal));

        var (before, after) = (new[] { Rows.Reading(1, 1), Rows.Reading(2, 2) }, new[] { Rows.Reading(2, 2), Rows.Reading(1, 3) });
        checks.That("FindChanges takes structs in any order", Reading.FindChanges(before, after) is { Added.Count: 0, Removed.Count: 0, Changed: [{ After.Value: 3 }] });
        checks.That("Equal rows of every kind of column are equal", Everything.FindChanges([Rows.Everything(1)], [Rows.Everything(1)]).IsEmpty);

        var products = Product.FindChanges(Rows.Products(), [new() { Code = "a-1", Title = "Anvil", Weight = 12.3, Supplier = "Acme", Tags = new("heavy", "steel") }, new() { Code = "B-2" }]);
        checks.That("Case of the key and a weight within its tolerance are no change", products.IsEmpty);
        checks.That("A sensitive value is not printed", !Rows.Products()[0].ToString().Contains("Acme", StringComparison.Ordinal));
    }
}
