using Syncline;

namespace QuickStart;

/// <summary>A segment that customers enter and leave, and an action for each who enters.</summary>
internal static class BigSpenders
{
    private const string Query = "SELECT CustomerId, FirstName || ' ' || LastName AS Name FROM Customer JOIN Invoice USING (CustomerId) GROUP BY CustomerId HAVING SUM(Total) >= 45";

    public static async Task FollowAsync(Place place)
    {
        Steps.Title("A segment: customers who spent 45 or more. Those who have are on the list; nobody is thanked for what is long ago");
        await FollowOnceAsync(place);

        Steps.Title("One customer buys more and enters, one sends a purchase back and leaves; only the first gets a letter");
        ShopFile.SellMore(place.Shop);
        await FollowOnceAsync(place);
        place.Expected.Same("big spenders", place.Shop, Query, place.Crm, "SELECT CustomerId, Name FROM big_spenders");
    }

    private static async Task FollowOnceAsync(Place place)
    {
        var list = place.InCrm("big_spenders");
        place.Expected.Report(await Steps.RunAsync(options => BigSpender.Sync.RunAsync(place.InShop<BigSpender>(Query), list, place.State, options, place.Stop)), SyncStatus.Succeeded);
        place.Expected.Report(await ThankYou.Sync.RunAsync(place.InShop<ThankYou>(Query), new Letters(), place.State, cancellationToken: place.Stop), SyncStatus.Succeeded);
    }

    /// <summary>A destination of one's own: a class with what it can do, and a few lines.</summary>
    private sealed class Letters : IActionDestination<ThankYou>
    {
        public string Identity => "letters";

        public ValueTask PerformAsync(RowBatch<ThankYou> batch, CancellationToken cancellationToken)
        {
            for (var item = 0; item < batch.Count; item++)
            {
                Console.WriteLine($"  (letter) Dear {batch.Rows[item].Name}, thank you for being with us!");
                // Said one by one: a letter that is out must not go out again because a later one failed.
                batch.Succeed(item);
            }

            return default;
        }
    }
}
