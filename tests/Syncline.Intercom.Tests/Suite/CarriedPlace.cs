using System.Text.Json;
using Syncline.ApiDoubles;
using Syncline.Mailchimp.Tests.Suite;

namespace Syncline.Intercom.Tests.Suite;

/// <summary>Contacts of their own for the rows of a model, with a tag.</summary>
internal sealed class CarriedPlace<TModel, TKey>(IntercomAccount account, IntercomDouble api, string name)
    : IInserts, IUpdates, IUpserts, IDeletes, IArchives, IAddsMembers, IRemovesMembers, IEventDestination
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly Dictionary<TKey, string> _ids = [];
    private readonly Dictionary<string, TKey> _keys = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public string Identity => $"suite:{name}";

    public OperationKinds Repeatable => new IntercomContacts(account).Repeatable | new IntercomTag(account, name).Repeatable | new IntercomEvents(account).Repeatable;

    public async ValueTask<IDelivery<TOther, TOtherKey>> OpenAsync<TOther, TOtherKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TOther : ISyncModel<TOther, TOtherKey>
        where TOtherKey : struct, ISyncKey<TOtherKey>
    {
        IDestination place = context.Sync.Type switch
        {
            SyncType.Segments => new IntercomTag(account, name),
            SyncType.Events => new IntercomEvents(account) { EventName = "event" },
            _ => new IntercomContacts(account) { PermanentDelete = true },
        };
        var delivery = await place.OpenAsync<Carried<TModel>, ExternalId>(context with { Schema = Carried<TModel>.Schema }, cancellationToken);
        return (IDelivery<TOther, TOtherKey>)(object)new Delivery(this, delivery, context.Sync.Type);
    }

    /// <summary>The rows of contacts, of those that have the tag, or of events.</summary>
    public IReadOnlyList<TModel> Read(SyncType type, bool archived)
    {
        var mine = api.Contacts.Values.Where(contact => _keys.ContainsKey(contact.ExternalId!)).ToArray();
        return type switch
        {
            SyncType.Segments => [.. mine.Where(contact => contact.Tags.Any(tag => api.Tags[tag] == name)).Select(RowOf)],
            SyncType.Events => [.. mine.SelectMany(contact => contact.Events.Select(text => RowOf(contact, Metadata(text))))],
            _ => [.. mine.Where(contact => contact.IsArchived == archived).Select(RowOf)],
        };
    }

    /// <summary>Has the workspace refuse a text in a column.</summary>
    public void Refuse(int column, string text)
    {
        var carried = new CarriedText(new string?[1]);
        carried.Text(0, text);
        api.Invalid.Add((Carried<TModel>.FieldOf(column), $"\"{carried.Cells[0]}\""));
    }

    private static Dictionary<string, string> Metadata(string text) => JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]).RootElement.EnumerateObject().ToDictionary(static property => property.Name, static property => property.Value.GetString()!);

    private TModel RowOf(IntercomContact contact) => RowOf(contact, contact.Custom.ToDictionary(static field => field.Key, static field => field.Value.Trim('"')));

    private TModel RowOf(IntercomContact contact, Dictionary<string, string> fields)
    {
        var schema = TModel.Schema;
        var parts = CarriedText.OfKey(_keys[contact.ExternalId!], schema.Key.Length);
        return CarriedText.RowOf<TModel>([.. Enumerable.Range(0, schema.Columns.Length).Select(column => schema.KeyPartOf(column) is >= 0 and var part ? parts[part] : fields.GetValueOrDefault(Carried<TModel>.FieldOf(column)))]);
    }

    private string IdOf(TKey key)
    {
        lock (_lock)
        {
            if (_ids.TryGetValue(key, out var id)) return id;
            _keys[id = $"{name}-k{_ids.Count}"] = key;
            return _ids[key] = id;
        }
    }

    /// <summary>Translates operations, and sees to it that those who get an event or a tag are there.</summary>
    private sealed class Delivery(CarriedPlace<TModel, TKey> place, IDelivery<Carried<TModel>, ExternalId> inner, SyncType type) : IDelivery<TModel, TKey>
    {
        public int BatchSize => inner.BatchSize;

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
            => inner.ApplyAsync(new Batch<Carried<TModel>, ExternalId>(batch.Number, Array.ConvertAll(batch.Operations.ToArray(), Translate)), cancellationToken);

        private Operation<Carried<TModel>, ExternalId> Translate(Operation<TModel, TKey> operation)
        {
            var id = place.IdOf(operation.Key);
            var row = operation.Row is { } given ? new Carried<TModel>(id, DateTimeOffset.UnixEpoch, CarriedText.Of(in given)) : null;
            if (type != SyncType.Objects && row is not null) place.Enrol(row);
            return new(operation.Kind, new(id), row) { IdempotencyKey = operation.IdempotencyKey };
        }
    }

    private void Enrol(Carried<TModel> row)
    {
        lock (api.Contacts)
        {
            if (api.Find(row.Id) is not null) return;
            var contact = api.Add(row.Id);
            for (var column = 0; column < row.Cells.Length; column++)
            {
                if (row.Cells[column] is { } cell) contact.Custom[Carried<TModel>.FieldOf(column)] = $"\"{cell}\"";
            }
        }
    }
}
