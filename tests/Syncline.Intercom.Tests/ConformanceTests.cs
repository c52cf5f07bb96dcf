using Syncline.ApiDoubles;
using Syncline.Conformance;
using Syncline.Intercom.Tests.Suite;

namespace Syncline.Intercom.Tests;

/// <summary>
/// What every destination must do, done by contacts, a tag and events of the double. Intercom finds contacts by external id, and has few fields of its own; the suite's rows have other keys and columns of every kind.
/// So an external id stands for each key, and columns are carried as text: modes, removals, batches, keys and what is cut off are tried, the forms of values are not (ContactTests has them).
/// </summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override string DestinationName => "Intercom (double)";

    // A request a row, of which 160 are on their way at most.
    protected override int ManyRows => 3_000;

    protected override async Task<ConformanceTarget> NewTargetAsync()
    {
        var api = new IntercomDouble { KeepsRequests = false };
        await api.StartAsync();
        return new IntercomTarget(api);
    }

    private sealed class IntercomTarget : ConformanceTarget
    {
        private readonly IntercomDouble _api;
        private readonly IntercomAccount _account;
        private readonly Dictionary<string, object> _places = new(StringComparer.Ordinal);
        private readonly Lock _lock = new();

        public IntercomTarget(IntercomDouble api)
        {
            (_api, _account) = (api, new IntercomAccount(IntercomDouble.Token, IntercomDouble.Workspace) { Address = api.Address });
            _api.Attributes[("contact", "created_at")] = "date";
        }

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override bool FindsEvents => false;

        public override IDestination Open<TModel, TKey>(string name) => At<TModel, TKey>(name);

        public override string? Lacks(SyncDefinition sync) => sync switch
        {
            { Mode: SyncMode.All or SyncMode.Snapshot or SyncMode.Diff } => $"contacts have no {sync.Mode}",
            { Type: SyncType.Actions } => "Intercom takes no actions",
            { WhenRemoved: WhenRemoved.Clear } => "contacts are not cleared",
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
            await _api.DisposeAsync();
        }

        private CarriedPlace<TModel, TKey> At<TModel, TKey>(string name)
            where TModel : ISyncModel<TModel, TKey>
            where TKey : struct, ISyncKey<TKey>
        {
            lock (_lock)
            {
                if (_places.TryGetValue(name, out var place)) return (CarriedPlace<TModel, TKey>)place;
                for (var column = 0; column < TModel.Schema.Columns.Length; column++) _api.Attributes[("contact", Carried<TModel>.FieldOf(column))] = "string";
                var made = new CarriedPlace<TModel, TKey>(_account, _api, $"suite{_places.Count}");
                _places.Add(name, made);
                return made;
            }
        }
    }
}
