using System.Text.Json;
using Syncline.ApiDoubles;

namespace Syncline.Mailchimp.Tests.Suite;

/// <summary>An audience of its own for the rows of a model, with a segment in it.</summary>
internal sealed class CarriedPlace<TModel, TKey>(MailchimpAccount account, MailchimpAudienceDouble there, string listId)
    : IInserts, IUpdates, IUpserts, IDeletes, IArchives, IAddsMembers, IRemovesMembers, IEventDestination
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public const long Segment = 1;
    private readonly Dictionary<TKey, string> _emails = [];
    private readonly Dictionary<string, TKey> _keys = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public string Identity => $"suite:{listId}";

    public OperationKinds Repeatable => new MailchimpAudience(account, listId).Repeatable | new MailchimpSegment(account, listId, Segment).Repeatable;

    public async ValueTask<IDelivery<TOther, TOtherKey>> OpenAsync<TOther, TOtherKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TOther : ISyncModel<TOther, TOtherKey>
        where TOtherKey : struct, ISyncKey<TOtherKey>
    {
        IDestination place = context.Sync.Type switch
        {
            SyncType.Segments => new MailchimpSegment(account, listId, Segment),
            SyncType.Events => new MailchimpEvents(account, listId) { EventName = "event" },
            _ => new MailchimpAudience(account, listId) { NewMemberStatus = MailchimpStatus.Subscribed, PermanentDelete = true },
        };
        var delivery = await place.OpenAsync<Carried<TModel>, Address>(context with { Schema = Carried<TModel>.Schema }, cancellationToken);
        return (IDelivery<TOther, TOtherKey>)(object)new Delivery(this, delivery, context.Sync.Type);
    }

    /// <summary>The rows of members, of members of the segment, or of events.</summary>
    public IReadOnlyList<TModel> Read(SyncType type, bool archived) => type switch
    {
        SyncType.Segments => [.. there.Members.Where(static member => member.Tags.ContainsKey(Segment)).Select(RowOf)],
        SyncType.Events => [.. there.Members.SelectMany(member => member.Events.Select(text => RowOf(member, Properties(text))))],
        _ => [.. there.Members.Where(member => (member.Status == "archived") == archived).Select(RowOf)],
    };

    /// <summary>Has the audience refuse a text in a column.</summary>
    public void Refuse(int column, string text)
    {
        var carried = new CarriedText(new string?[1]);
        carried.Text(0, text);
        there.Invalid.Add((Carried<TModel>.FieldOf(column), $"\"{carried.Cells[0]}\""));
    }

    private static Dictionary<string, string> Properties(string text) => JsonDocument.Parse(text).RootElement.GetProperty("properties").EnumerateObject().ToDictionary(static property => property.Name, static property => property.Value.GetString()!);

    private TModel RowOf(MailchimpMember member) => RowOf(member, member.MergeFields.ToDictionary(static field => field.Key, static field => field.Value.Trim('"')));

    private TModel RowOf(MailchimpMember member, Dictionary<string, string> fields)
    {
        var schema = TModel.Schema;
        // A record keeps the spelling of the key that it was created with.
        var parts = CarriedText.OfKey(_keys[member.Email], schema.Key.Length);
        return CarriedText.RowOf<TModel>([.. Enumerable.Range(0, schema.Columns.Length).Select(column => schema.KeyPartOf(column) is >= 0 and var part ? parts[part] : fields.GetValueOrDefault(Carried<TModel>.FieldOf(column)))]);
    }

    private string EmailOf(TKey key)
    {
        lock (_lock)
        {
            if (_emails.TryGetValue(key, out var email)) return email;
            _keys[email = $"k{_emails.Count}@example.com"] = key;
            return _emails[key] = email;
        }
    }

    /// <summary>Translates operations, and sees to it that those who get an event or come into a segment are members.</summary>
    private sealed class Delivery(CarriedPlace<TModel, TKey> place, IDelivery<Carried<TModel>, Address> inner, SyncType type) : IDelivery<TModel, TKey>
    {
        public int BatchSize => inner.BatchSize;

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
            => inner.ApplyAsync(new Batch<Carried<TModel>, Address>(batch.Number, Array.ConvertAll(batch.Operations.ToArray(), Translate)), cancellationToken);

        private Operation<Carried<TModel>, Address> Translate(Operation<TModel, TKey> operation)
        {
            var email = place.EmailOf(operation.Key);
            var row = operation.Row is { } given ? new Carried<TModel>(email, CarriedText.Of(in given)) : null;
            if (type != SyncType.Objects && row is not null) place.Enrol(row);
            return new(operation.Kind, new(email), row) { IdempotencyKey = operation.IdempotencyKey };
        }
    }

    private void Enrol(Carried<TModel> row)
    {
        lock (_lock)
        {
            if (there.Find(row.Email) is not null) return;
            var member = there.Add(row.Email);
            for (var column = 0; column < row.Cells.Length; column++)
            {
                if (row.Cells[column] is { } cell) member.MergeFields[Carried<TModel>.FieldOf(column)] = $"\"{cell}\"";
            }
        }
    }
}
