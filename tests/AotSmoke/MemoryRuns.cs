using Syncline;

namespace AotSmoke;

/// <summary>Runs from lists into memory.</summary>
internal static class MemoryRuns
{
    public static async Task CheckAsync(Checks checks)
    {
        await LinesAsync(checks);
        await ProductsAsync(checks);
        await ReadingsAsync(checks);

        var state = new InMemoryStateStore();
        var destination = new InMemoryDestination("everything");
        var everything = SyncSource.From([Rows.Everything(1), Rows.Everything(2)]);
        checks.Report(await Everything.Sync.RunAsync(everything, destination, state), SyncStatus.Succeeded, 2, 2);
        checks.Report(await Everything.Sync.RunAsync(everything, destination, state), SyncStatus.Succeeded, 0, 0);
    }

    private static async Task LinesAsync(Checks checks)
    {
        var state = new InMemoryStateStore();
        var destination = new InMemoryDestination("lines");
        checks.Report(await OrderLine.Sync.RunAsync(SyncSource.From(Rows.Lines()), destination, state), SyncStatus.Succeeded, 3, 3);
        checks.Report(await OrderLine.Sync.RunAsync(SyncSource.From(Rows.Lines()), destination, state), SyncStatus.Succeeded, 0, 0);

        await using var plan = await OrderLine.Sync.PlanAsync(SyncSource.From(Rows.LinesLater()), state);
        var text = plan.ToString();
        checks.That("A plan shows what a column was and becomes", text.Contains("State: \"Open\" → \"Shipped\"", StringComparison.Ordinal));
        checks.That("A plan has a fingerprint", plan.Fingerprint.Length > 0);
        checks.That("A plan gives typed changes", plan.Changes.Any(change => change is SyncChange<OrderLine, OrderLine.Key>.Changed { Before.State: LineState.Open }));
        checks.Report(await plan.ApplyAsync(destination), SyncStatus.Succeeded, 3, 3);
        checks.That("The destination holds the rows", destination.Records<OrderLine, OrderLine.Key>().Values.ToHashSet().SetEquals(Rows.LinesLater()));
    }

    private static async Task ProductsAsync(Checks checks)
    {
        var state = new InMemoryStateStore();
        IDestination destination = new InMemoryDestination("products");
        checks.That("TryTo binds a destination that is only known when run", Product.Sync.TryTo(destination, out var sync));
        checks.Report(await sync!.RunAsync(SyncSource.From(Rows.Products()), state), SyncStatus.Succeeded, 2, 2);

        Product[] left = [new() { Code = "a-1", Title = "Anvil", Weight = 12.4, Supplier = "Acme", Tags = new("heavy", "steel") }];
        await using (var plan = await Product.Sync.PlanAsync(SyncSource.From(left), state))
        {
            checks.That("A plan does not print a sensitive value", !plan.ToText(10).Contains("Acme", StringComparison.Ordinal) && plan.Counts.Planned == 1);
        }

        checks.Report(await Product.Sync.To(new InMemoryDestination("products")).RunAsync(SyncSource.From(left), new InMemoryStateStore()), SyncStatus.Succeeded, 1, 1);
        checks.Report(await sync.RunAsync(SyncSource.From(left), state), SyncStatus.Succeeded, 1, 1);
    }

    private static async Task ReadingsAsync(Checks checks)
    {
        var state = new InMemoryStateStore();
        var destination = new InMemoryDestination("readings");
        checks.Report(await Reading.Sync.RunAsync(SyncSource.From(Many(2)), destination, state), SyncStatus.Succeeded, 2, 2);
        checks.Report(await Reading.Sync.RunAsync(SyncSource.From(ManyAsync(3)), destination, state), SyncStatus.Succeeded, 1, 1);
        checks.Report(await Reading.LatestSync.RunAsync(SyncSource.From(Many(3)), destination, state, new SyncOptions { Instance = "another" }), SyncStatus.Succeeded, 3, 3);
        await Reading.Sync.ResyncAsync(state);
        checks.Report(await Reading.Sync.RunAsync(SyncSource.From(Many(0)), destination, state), SyncStatus.Stopped, 0, 0);
        await Reading.Sync.ResetAsync(state);
        checks.Report(await Reading.Sync.RunAsync(SyncSource.From(Many(3)), destination, state), SyncStatus.Succeeded, 0, 0);
    }

    private static IEnumerable<Reading> Many(int count) => Enumerable.Range(0, count).Select(number => Rows.Reading(number, number));

    private static async IAsyncEnumerable<Reading> ManyAsync(int count)
    {
        foreach (var reading in Many(count))
        {
            await Task.Yield();
            yield return reading;
        }
    }
}
