namespace Syncline.Tests.Engine;

/// <summary>A destination of a user's own that does one thing after the other, and says nothing of any before all are done.</summary>
internal sealed class OwnService : IInserts<Item>, IUpdates<Item>, IUpserts<Item>, IDeletes<Item.Key>, IClears<Item.Key>, IArchives<Item.Key>, IAddsMembers<Item>, IRemovesMembers<Item.Key>, IEventDestination<Item>, IActionDestination<Item>
{
    public string Identity => "own service";

    public OperationKinds Repeatable { get; init; }

    /// <summary>Does one thing; the id of an event or action comes with its idempotency key.</summary>
    public required Action<int, Guid> Do { get; set; }

    public ValueTask InsertAsync(RowBatch<Item> batch, CancellationToken cancellationToken) => Each(batch);

    public ValueTask UpdateAsync(RowBatch<Item> batch, CancellationToken cancellationToken) => Each(batch);

    public ValueTask UpsertAsync(RowBatch<Item> batch, CancellationToken cancellationToken) => Each(batch);

    public ValueTask AddMembersAsync(RowBatch<Item> batch, CancellationToken cancellationToken) => Each(batch);

    public ValueTask DeleteAsync(KeyBatch<Item.Key> batch, CancellationToken cancellationToken) => Each(batch);

    public ValueTask ClearAsync(KeyBatch<Item.Key> batch, CancellationToken cancellationToken) => Each(batch);

    public ValueTask ArchiveAsync(KeyBatch<Item.Key> batch, CancellationToken cancellationToken) => Each(batch);

    public ValueTask RemoveMembersAsync(KeyBatch<Item.Key> batch, CancellationToken cancellationToken) => Each(batch);

    public ValueTask DeliverAsync(RowBatch<Item> batch, CancellationToken cancellationToken) => EachOnce(batch);

    public ValueTask PerformAsync(RowBatch<Item> batch, CancellationToken cancellationToken) => EachOnce(batch);

    private ValueTask Each(RowBatch<Item> batch)
    {
        foreach (var row in batch.Rows) Do(row.Id!.Value, default);
        return default;
    }

    private ValueTask Each(KeyBatch<Item.Key> batch)
    {
        foreach (var key in batch.Keys) Do(key.Id, default);
        return default;
    }

    private ValueTask EachOnce(RowBatch<Item> batch)
    {
        for (var i = 0; i < batch.Count; i++) Do(batch.Rows[i].Id!.Value, batch.IdempotencyKey(i));
        return default;
    }
}
