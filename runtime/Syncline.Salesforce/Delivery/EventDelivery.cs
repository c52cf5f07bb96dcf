namespace Syncline;

/// <summary>Publishes events by collections.</summary>
internal sealed class EventDelivery<TModel, TKey>(SalesforceEvents destination, SalesforceOrg org, DeliveryContext context, RecordShape<TModel, TKey> shape) : RecordDelivery<TModel, TKey>(org, destination.Account.Http, context, destination.Repeatable, shape, externalId: null)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // An event that was sent and not answered is parked, so that few are on their way at once.
    public override int BatchSize => CollectionSize * Org.MaxConnections;

    protected override IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations)
        => operations.Chunk(CollectionSize).Select(some => new ApiTask(some, stop => SendCollectionAsync(batch, RecordVerb.Create, [.. some.Select(static operation => new RecordWrite(operation, "", null))], ContextOf(batch, some), stop)));
}
