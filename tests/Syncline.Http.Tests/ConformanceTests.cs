using System.Text;
using System.Text.Json;
using Syncline.Conformance;

namespace Syncline.Http.Tests;

/// <summary>What every destination must do, done by one that speaks to an API in batches with an answer for each row.</summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override string DestinationName => "HTTP";

    protected override async Task<ConformanceTarget> NewTargetAsync()
    {
        var api = new RestApi();
        await api.StartAsync();
        return new HttpTarget(api);
    }

    private sealed class HttpTarget : ConformanceTarget
    {
        private readonly RestApi _api;
        private readonly HttpAccount _account;
        private readonly List<(string Place, string Column, string Text)> _refused = [];
        private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.jsonl");

        public HttpTarget(RestApi api)
        {
            (_api, _account) = (api, new HttpAccount(api.Address));
            api.Refusal = (place, record) => _refused.Find(rule => rule.Place == place && record[rule.Column]?.ToString() == rule.Text) is { Text: { } text } ? $"\"{text}\" is not taken" : null;
        }

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override IDestination Open<TModel, TKey>(string name)
        {
            HttpCall To(OperationKind kind) => HttpCall.Post($"bulk/{Uri.EscapeDataString(name)}/{kind}?{string.Join('&', TModel.Schema.Key.Select(column => $"key={Uri.EscapeDataString(TModel.Schema.Columns[column].Name)}"))}") with
            {
                BatchSize = 100,
                IdempotencyHeader = "Idempotency-Key",
                Answers = HttpAnswers.InOrder("", Outcome),
            };
            return new HttpDestination(_account, name)
            {
                Insert = To(OperationKind.Insert),
                Update = To(OperationKind.Update),
                Upsert = To(OperationKind.Upsert),
                Delete = To(OperationKind.Delete),
                AddMember = To(OperationKind.AddMember),
                RemoveMember = To(OperationKind.RemoveMember),
                Event = To(OperationKind.Event),
                Action = To(OperationKind.Action),
            };
        }

        public override string? Lacks(SyncDefinition sync) => sync switch
        {
            { Mode: SyncMode.Archive or SyncMode.All or SyncMode.Snapshot or SyncMode.Diff } => $"no call is made for {sync.Mode}",
            { WhenRemoved: WhenRemoved.Archive or WhenRemoved.Clear } => $"no call is made for {sync.WhenRemoved}",
            _ => null,
        };

        public override string? Refuses(SyncColumn column, object value, bool isKey) => value is string or char && HasLoneSurrogate(value.ToString()!) ? "JSON has no form for half of a surrogate pair" : null;

        public override Task<bool> AddRefusalAsync<TModel, TKey>(string name, string column, string text)
        {
            _refused.Add((name, column, text));
            return Task.FromResult(true);
        }

        public override Task<bool> MakeCaseBlindAsync<TModel, TKey>(string name)
        {
            _api.CaseBlind.Add(name);
            return Task.FromResult(true);
        }

        public override async Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        {
            if (archived || !_api.Places.TryGetValue(name, out var records)) return [];
            await File.WriteAllLinesAsync(_file, records.Values.Select(static record => record.ToJsonString()), new UTF8Encoding(false));
            return await RowsAsync(JsonLinesSource.Read<TModel>(_file));
        }

        public override async ValueTask DisposeAsync()
        {
            _account.Dispose();
            File.Delete(_file);
            await _api.DisposeAsync();
        }

        private static OperationOutcome Outcome(JsonElement item) => item.GetProperty("result").GetString() switch
        {
            "done" => OperationOutcome.Succeeded,
            "refused" => OperationOutcome.Rejected(item.GetProperty("message").GetString()!),
            _ => OperationOutcome.Skipped(),
        };

        private static bool HasLoneSurrogate(string text) => new string([.. text.EnumerateRunes().SelectMany(static rune => rune.ToString())]) != text;
    }
}
