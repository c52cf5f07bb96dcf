using Syncline;

namespace AotSmoke;

/// <summary>A destination of one's own, which the default members of the interfaces make complete.</summary>
internal sealed class ProductShelf : IUpserts<Product>, IClears<Product.Key>
{
    public Dictionary<string, Product> Products { get; } = [];

    public string Identity => "shelf";

    public ValueTask UpsertAsync(RowBatch<Product> batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Rows[i].Title is null) batch.Reject(i, "it has no title");
            else Products[batch.Rows[i].Code] = batch.Rows[i];
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ClearAsync(KeyBatch<Product.Key> batch, CancellationToken cancellationToken)
    {
        foreach (var key in batch.Keys) Products.Remove(key.Code);
        return ValueTask.CompletedTask;
    }
}

internal static class OwnDestinationRuns
{
    public static async Task CheckAsync(Checks checks)
    {
        var shelf = new ProductShelf();
        var report = await Product.Sync.RunAsync(SyncSource.From(Rows.Products()), shelf, new InMemoryStateStore());
        checks.Report(report, SyncStatus.Incomplete, 2, 1);
        checks.That("A rejection names key and reason", report.Troubled is [{ Reason: "it has no title" }] && report.Troubled[0].Key.Contains("b-2", StringComparison.OrdinalIgnoreCase));
        checks.That("What was not rejected is there", shelf.Products.Keys.SequenceEqual(["A-1"]));
    }
}
