using Syncline;

namespace Own;

/// <summary>Where records lie: each a document under its key. A client of a service would stand here.</summary>
public sealed class ShelfSpace
{
    public object Lock { get; } = new();

    public Dictionary<object, Dictionary<string, object?>> Documents { get; } = [];
}

/// <summary>Puts documents on a shelf, and takes them off.</summary>
public sealed class Shelf<TModel, TKey>(string name, ShelfSpace space) : IUpserts<TModel>, IDeletes<TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public string Identity => $"shelf:{name}";

    // Both find their document by key, so that they may be sent again when no answer came.
    public OperationKinds Repeatable => OperationKinds.Upsert | OperationKinds.Delete;

    public ValueTask UpsertAsync(RowBatch<TModel> batch, CancellationToken cancellationToken)
    {
        lock (space.Lock)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var row = batch.Rows[i];
                TModel.TryGetKey(in row, out var key);
                var old = space.Documents.GetValueOrDefault(key);
                var document = new DocumentWriter(TModel.Schema, old);
                TModel.Write(in row, ref document);
                if (document.Refusal is { } reason) batch.Reject(i, reason);
                else space.Documents[key] = document.Columns;
            }
        }

        return default;
    }

    public ValueTask DeleteAsync(KeyBatch<TKey> batch, CancellationToken cancellationToken)
    {
        lock (space.Lock)
        {
            foreach (var key in batch.Keys) space.Documents.Remove(key);
        }

        return default;
    }
}
