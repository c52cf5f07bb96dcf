using Syncline.ApiDoubles;
using Syncline.Conformance;
using Syncline.Mailchimp.Tests.Suite;

namespace Syncline.Mailchimp.Tests;

/// <summary>
/// What every destination must do, done by an audience, a segment and events of the double. Mailchimp finds members by address and keeps texts; the suite's rows have other keys and columns of every kind.
/// So an address stands for each key, and columns are carried as text: modes, removals, batches, keys and what is cut off are tried, the forms of values are not (AudienceTests has them).
/// </summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override string DestinationName => "Mailchimp (double)";

    protected override async Task<ConformanceTarget> NewTargetAsync()
    {
        var api = new MailchimpDouble();
        await api.StartAsync();
        return new MailchimpTarget(api);
    }

    private sealed class MailchimpTarget(MailchimpDouble api) : ConformanceTarget
    {
        private readonly MailchimpAccount _account = new(MailchimpDouble.ApiKey) { Address = api.Address };
        private readonly Dictionary<string, object> _places = new(StringComparer.Ordinal);
        private readonly Lock _lock = new();

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override bool FindsEvents => false;

        public override IDestination Open<TModel, TKey>(string name) => At<TModel, TKey>(name);

        public override string? Lacks(SyncDefinition sync) => sync switch
        {
            { Mode: SyncMode.All or SyncMode.Snapshot or SyncMode.Diff } => $"an audience has no {sync.Mode}",
            { Type: SyncType.Actions } => "Mailchimp takes no actions",
            { WhenRemoved: WhenRemoved.Clear } => "an audience clears nobody",
            _ => null,
        };

        public override Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false) => Task.FromResult(At<TModel, TKey>(name).Read(type, archived));

        public override Task<bool> AddRefusalAsync<TModel, TKey>(string name, string column, string text)
        {
            At<TModel, TKey>(name).Refuse(TModel.Schema.IndexOf(column), text);
            return Task.FromResult(true);
        }

        public override async ValueTask DisposeAsync()
        {
            _account.Dispose();
            await api.DisposeAsync();
        }

        private CarriedPlace<TModel, TKey> At<TModel, TKey>(string name)
            where TModel : ISyncModel<TModel, TKey>
            where TKey : struct, ISyncKey<TKey>
        {
            lock (_lock)
            {
                if (_places.TryGetValue(name, out var place)) return (CarriedPlace<TModel, TKey>)place;
                // In a batch an archived member may be there or not; where it is not, Insert brings it back.
                // Who was deleted for good comes back by his own hand alone, and cases of the suite delete and create again: OutcomeTests has what becomes of that.
                var there = new MailchimpAudienceDouble { ArchivedIsThere = true, LetsBackIn = true };
                var id = $"suite{_places.Count}";
                for (var column = 0; column < TModel.Schema.Columns.Length; column++) there.MergeFields[Carried<TModel>.FieldOf(column)] = false;
                there.Segments[CarriedPlace<TModel, TKey>.Segment] = ("suite", "static");
                api.Audiences.Add(id, there);
                var made = new CarriedPlace<TModel, TKey>(_account, there, id);
                _places.Add(name, made);
                return made;
            }
        }
    }
}
