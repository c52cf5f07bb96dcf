using Syncline;

namespace QuickStart;

/// <summary>Purchases as events: what a key that is not unique looks like, and what the right one does.</summary>
internal static class Purchases
{
    private const string All = "SELECT InvoiceId, CustomerId, Total FROM Invoice";

    public static async Task DeliverAsync(Place place)
    {
        Steps.Title("Purchases as events, by a key that is not unique: in January nobody buys twice, and all seems well");
        await DeliverByCustomerAsync(place, $"{All} WHERE InvoiceDate < '2021-02'", SyncStatus.Succeeded);

        Steps.Title("In February a customer of January buys again: his key was delivered, so his purchase is not sent, and is named");
        await DeliverByCustomerAsync(place, $"{All} WHERE InvoiceDate >= '2021-02' AND InvoiceDate < '2021-03'", SyncStatus.Succeeded);

        Steps.Title("All years at once: rows that share a key are held back, and named");
        await DeliverByCustomerAsync(place, All, SyncStatus.Incomplete);
        place.Expected.Count("purchases_by_customer", place.Crm, 12);

        Steps.Title("By the invoice's own key every purchase arrives");
        var purchases = place.InCrm("purchases");
        place.Expected.Report(await Steps.RunAsync(options => Purchase.Sync.RunAsync(place.InShop<Purchase>(All), purchases, place.State, options, place.Stop)), SyncStatus.Succeeded);
        place.Expected.Count("purchases", place.Crm, 406);
    }

    private static async Task DeliverByCustomerAsync(Place place, string query, SyncStatus expected)
    {
        var purchases = place.InCrm("purchases_by_customer");
        place.Expected.Report(await Steps.RunAsync(options => PurchaseByCustomer.Sync.RunAsync(place.InShop<PurchaseByCustomer>(query), purchases, place.State, options, place.Stop)), expected);
    }
}
