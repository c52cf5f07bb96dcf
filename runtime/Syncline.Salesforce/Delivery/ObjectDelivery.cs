namespace Syncline;

/// <summary>Delivers records of an object: a few by collections, many by a bulk job.</summary>
internal sealed class ObjectDelivery<TModel, TKey>(SalesforceObject destination, SalesforceOrg org, DeliveryContext context, RecordShape<TModel, TKey> shape) : RecordDelivery<TModel, TKey>(org, destination.Account.Http, context, destination.Repeatable, shape, destination.ExternalId)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // A job's rows are worked off in internal batches of 10,000, of which there are 15,000 a day: a batch of the run that is one of them wastes none, keeps little in memory, and leaves little in doubt.
    private const int MostRows = 10_000;
    private readonly SyncColumn _key = TModel.Schema.Columns[shape.Key];
    private readonly FieldDescription _externalId = shape.Fields[shape.Key];
    private readonly RecordFinder _finder = new(org, shape.ObjectName, shape.Fields[shape.Key], shape.Flag);

    public override int BatchSize => MostRows;

    /// <summary>Whether the model tells keys apart that are one to Salesforce.</summary>
    private bool ComparesSpelling => _externalId.IgnoresCase && _key.Kind is ColumnKind.Text or ColumnKind.Char && (_key.Traits & ColumnTraits.IgnoreCase) == 0;

    protected override IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations)
    {
        var named = NameAll(batch, operations);
        var size = named.Length > destination.BulkThreshold ? named.Length : CollectionSize;
        return named.Chunk(Math.Max(1, size)).Select(some => new ApiTask([.. some.Select(static write => write.Operation)], stop => DeliverAsync(batch, kind, some, size > CollectionSize, stop)));
    }

    private async Task DeliverAsync(ApiBatch<TModel, TKey> batch, OperationKind kind, RecordWrite[] some, bool isBulk, CancellationToken cancellationToken)
    {
        var requests = ContextOf(batch, [.. some.Select(static write => write.Operation)]);
        var verb = VerbOf(kind);
        IReadOnlyList<RecordWrite> writes = some;
        if (verb != RecordVerb.Upsert || ComparesSpelling)
        {
            var found = await _finder.FindAsync(some.Select(static write => write.Key), requests, cancellationToken).ConfigureAwait(false);
            writes = [.. some.Select(write => Resolve(batch, kind, write, found)).OfType<RecordWrite>()];
        }

        if (isBulk && writes.Count > destination.BulkThreshold) writes = await SendBulkAsync(batch, verb, writes, requests, cancellationToken).ConfigureAwait(false);
        await SendInTurnAsync(batch, [.. writes.Chunk(CollectionSize)], static write => write.Operation, chunk => SendCollectionAsync(batch, verb, chunk, requests, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The external ids of operations; those that have none, or that Salesforce takes for one, are rejected.</summary>
    private RecordWrite[] NameAll(ApiBatch<TModel, TKey> batch, int[] operations)
    {
        var named = new Dictionary<string, List<RecordWrite>>(_finder.Comparer);
        foreach (var operation in operations)
        {
            try
            {
                var key = Shape.KeyOf(batch[operation]);
                var normal = _finder.Normal(key);
                if (!named.TryGetValue(normal, out var alike)) named[normal] = alike = [];
                alike.Add(new RecordWrite(operation, key, null));
            }
            catch (UnfitRowException e)
            {
                batch.Answer(operation, OperationOutcome.Rejected(e.Message));
            }
        }

        foreach (var alike in named.Values.Where(static alike => alike.Count > 1))
        {
            foreach (var write in alike)
            {
                var other = alike.First(other => other.Operation != write.Operation);
                batch.Answer(write.Operation, OperationOutcome.Rejected($"{_key.Name} {Shown(write.Key)} and {Shown(other.Key)} of another row are one to Salesforce") with { IsFinal = true });
            }
        }

        return [.. named.Values.Where(static alike => alike.Count == 1).Select(static alike => alike[0])];
    }

    /// <summary>What is to be done for a row, by what is there; null where it is answered for.</summary>
    private RecordWrite? Resolve(ApiBatch<TModel, TKey> batch, OperationKind kind, RecordWrite write, IReadOnlyDictionary<string, FoundRecord[]> found)
    {
        var records = found.GetValueOrDefault(_finder.Normal(write.Key)) ?? [];
        if (records.Length > 1) return Answered(OperationOutcome.Rejected($"{records.Length} records have {_key.Name} {Shown(write.Key)}. Make {_externalId.Name} unique"));
        if (records.Length == 1 && ComparesSpelling && records[0].Key != write.Key) return Answered(OperationOutcome.Rejected($"{_key.Name} {Shown(write.Key)} is one to Salesforce with {Shown(records[0].Key)}, which a record has"));
        var isThere = records.Length == 1;
        return kind switch
        {
            OperationKind.Upsert => write,
            OperationKind.Insert => isThere ? Answered(OperationOutcome.Skipped("there is a record of this key")) : write,
            OperationKind.Update when !isThere => Answered(OperationOutcome.Skipped("there is no record of this key")),
            OperationKind.Delete or OperationKind.Archive when !isThere => Answered(OperationOutcome.Succeeded),
            OperationKind.Archive when records[0].IsFlagged => Answered(OperationOutcome.Succeeded),
            _ => write with { Id = records[0].Id },
        };

        RecordWrite? Answered(OperationOutcome outcome)
        {
            batch.Answer(write.Operation, outcome);
            return null;
        }
    }

    /// <summary>Sends records by a bulk job, and answers for them.</summary>
    /// <returns>Those that no CSV can say.</returns>
    private async Task<IReadOnlyList<RecordWrite>> SendBulkAsync(ApiBatch<TModel, TKey> batch, RecordVerb verb, IReadOnlyList<RecordWrite> writes, RequestContext requests, CancellationToken cancellationToken)
    {
        var rows = new BulkRows<TModel, TKey>(Shape, verb, destination.ExternalId);
        var others = new List<RecordWrite>();
        foreach (var write in writes)
        {
            try
            {
                if (!rows.TryAdd(batch[write.Operation], in write)) others.Add(write);
            }
            catch (UnfitRowException e)
            {
                batch.Answer(write.Operation, OperationOutcome.Rejected(requests.Mask(e.Message)));
            }
        }

        if (rows.Count == 0) return others;
        var job = new BulkJob(Org, Context.TimeProvider, destination.BulkTimeout, requests);
        var results = await job.RunAsync(rows.Request, rows.ToCsv(), cancellationToken).ConfigureAwait(false);
        var (count, locked, failure) = (0, (SalesforceError?)null, results.Failure);
        foreach (var (key, operation) in rows.Operations)
        {
            if (results.IsContradicted(key)) batch.Answer(operation, OperationOutcome.Unknown($"Salesforce's bulk job {results.Id} has more than one result for this record"));
            else if (results.Succeeded.Contains(key)) batch.Answer(operation, OperationOutcome.Succeeded);
            else if (results.Failed.TryGetValue(key, out var error) && SalesforceFailures.IsLimit(error.Code)) failure ??= SalesforceFailures.OfLimit(requests.Mask(error.ToString()), error, null);
            else if (error is not null) (count, locked) = Refuse(batch, operation, error, requests.Mask) is { } passing ? (count + 1, passing) : (count, locked);
            else if (!results.Unprocessed.Contains(key)) batch.Answer(operation, OperationOutcome.Unknown($"Salesforce's bulk job {results.Id} ended {results.State} without a word of this record"));
        }

        if (failure is not null) throw failure;
        ThrowIfLocked(count, locked, requests.Mask);
        return others;
    }

    private RecordVerb VerbOf(OperationKind kind) => kind switch
    {
        OperationKind.Upsert => RecordVerb.Upsert,
        OperationKind.Insert => RecordVerb.Create,
        OperationKind.Update => RecordVerb.Update,
        OperationKind.Archive when Shape.Flag is not null => RecordVerb.Flag,
        _ => RecordVerb.Delete,
    };

    private string Shown(string key) => _key.IsSensitive ? "***" : $"\"{key}\"";
}
