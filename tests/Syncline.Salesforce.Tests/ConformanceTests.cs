using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Syncline.ApiDoubles.Salesforce;
using Syncline.Conformance;

namespace Syncline.Salesforce.Tests;

/// <summary>What every destination must do, done on an org whose objects have text fields for what Salesforce would round, and names for fields that Salesforce would not take.</summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override string DestinationName => "Salesforce (double)";

    protected override async Task<ConformanceTarget> NewTargetAsync()
    {
        var org = new SalesforceDouble();
        await org.StartAsync();
        return new OrgTarget(org);
    }

    private sealed class OrgTarget(SalesforceDouble org) : ConformanceTarget
    {
        private const string Flag = "Archived__c";
        private const string ExternalId = "ExtId__c";
        private readonly SalesforceAccount _account = new(org.Address, "client", "s3cret");
        private readonly Dictionary<string, SObject> _places = [];
        private readonly HashSet<string> _caseBlind = [];
        private readonly List<(string Place, string Column, string Text)> _refused = [];
        private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.jsonl");

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override bool KeepsEmptyTexts => false;

        public override string? Lacks(SyncDefinition sync) => sync switch
        {
            { Type: not SyncType.Objects } => $"an object takes no {sync.Type}",
            { Mode: SyncMode.All or SyncMode.Snapshot or SyncMode.Diff } => $"an object does not take {sync.Mode}",
            { WhenRemoved: WhenRemoved.Clear } => "an object is not cleared",
            _ => null,
        };

        public override string? LacksModel(SyncSchema model) => model.Key.Length > 1 ? "records are found by one column" : null;

        public override string? Refuses(SyncColumn column, object value, bool isKey) => value switch
        {
            float number when !float.IsFinite(number) => "no number that is none",
            double number when !double.IsFinite(number) => "no number that is none",
            string or char when HasLoneSurrogate(value.ToString()!) => "no form for half of a surrogate pair",
            string or char when isKey && value.ToString()!.Trim() != value.ToString() || value is "" && isKey => "blanks at the ends of a text are not kept",
            _ => null,
        };

        public override IDestination Open<TModel, TKey>(string name)
        {
            if (!_places.TryGetValue(name, out var place))
            {
                _places[name] = place = org.Add($"Place{_places.Count}__c", [new SObjectField(ExternalId, "string") { IsExternalId = true, IsUnique = true, IsCaseSensitive = !_caseBlind.Contains(name), Length = int.MaxValue }, new SObjectField(Flag, "boolean")]);
                place.Rule = record => _refused.Find(rule => rule.Place == name && record[rule.Column]?.ToString() == rule.Text) is { Text: { } text } ? ("FIELD_CUSTOM_VALIDATION_EXCEPTION", $"\"{text}\" is not taken") : null;
            }

            foreach (var (i, column) in TModel.Schema.Columns.Index())
            {
                if (TModel.Schema.KeyPartOf(i) < 0 && place.Field(column.Name) is null) place.Fields.Add(new SObjectField(column.Name, TypeOf(column.Kind)) { Length = int.MaxValue });
            }

            return new SalesforceObject(_account, place.Name, ExternalId) { ArchiveFlag = Flag, BulkThreshold = 500 };
        }

        public override Task<bool> AddRefusalAsync<TModel, TKey>(string name, string column, string text)
        {
            _refused.Add((name, column, text));
            return Task.FromResult(true);
        }

        // AddUniqueAsync is left out: Salesforce names the other record by its id, and the suite asks for its key.
        public override Task<bool> MakeLooseAsync<TModel, TKey>(string name) => MakeCaseBlindAsync<TModel, TKey>(name);

        public override Task<bool> MakeCaseBlindAsync<TModel, TKey>(string name)
        {
            _caseBlind.Add(name);
            return Task.FromResult(true);
        }

        public override async Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        {
            if (!_places.TryGetValue(name, out var place)) return [];
            var lines = place.Records.Values.Where(record => record[Flag]!.GetValue<bool>() == archived).Select(record =>
            {
                var line = new JsonObject();
                foreach (var (i, column) in TModel.Schema.Columns.Index()) line[column.Name] = OfField(column, record[TModel.Schema.KeyPartOf(i) < 0 ? column.Name : ExternalId]);
                return line.ToJsonString();
            });
            await File.WriteAllLinesAsync(_file, lines, new UTF8Encoding(false));
            return await RowsAsync(JsonLinesSource.Read<TModel>(_file));
        }

        public override async ValueTask DisposeAsync()
        {
            _account.Dispose();
            File.Delete(_file);
            await org.DisposeAsync();
        }

        // What Salesforce's own types would cut is kept as text.
        private static string TypeOf(ColumnKind kind) => kind switch
        {
            ColumnKind.Boolean => "boolean",
            ColumnKind.Int32 or ColumnKind.Int16 or ColumnKind.Byte or ColumnKind.Double => "double",
            _ => "string",
        };

        private static JsonNode? OfField(SyncColumn column, JsonNode? value) => column.Kind switch
        {
            _ when value is null => column.IsNullable ? null : JsonValue.Create(""),
            >= ColumnKind.Boolean and <= ColumnKind.UInt64 or ColumnKind.Single or ColumnKind.Double or ColumnKind.Decimal => JsonNode.Parse(SObject.TextOf(value).ToLower(CultureInfo.InvariantCulture)),
            _ => value.DeepClone(),
        };

        private static bool HasLoneSurrogate(string text) => new string([.. text.EnumerateRunes().SelectMany(static rune => rune.ToString())]) != text;
    }
}
