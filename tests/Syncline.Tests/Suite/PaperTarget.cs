using System.Collections.Concurrent;
using Syncline.Conformance;

namespace Syncline.Tests.Suite;

/// <summary>The suite's view of <see cref="PaperDestination"/>.</summary>
internal sealed class PaperTarget(Fault fault) : ConformanceTarget
{
    private readonly ConcurrentDictionary<string, PaperPlace> _places = new();

    public override IStateStore State { get; } = new PaperState();

    public override bool CommitsWhole => true;

    public override bool JoinsState => true;

    public override IDestination Open<TModel, TKey>(string name) => new PaperDestination(name, At(name), fault, () => At("contacts").Content = PaperContent.Empty);

    public override string? Refuses(SyncColumn column, object value, bool isKey) => value is string text && text.Contains("\uD83D of a pair", StringComparison.Ordinal) ? "half of a pair has no form" : null;

    public override Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
    {
        var content = At(name).Content;
        if (type == SyncType.Actions) return Task.FromResult<IReadOnlyList<TModel>>([.. content.Actions.Cast<TModel>()]);
        // A column that was never made has nothing to tell by.
        var tells = fault != Fault.ArchiveColumnUnquoted || ArchiveColumn.All(c => char.IsAsciiLetter(c) || c == ' ');
        return Task.FromResult<IReadOnlyList<TModel>>([.. content[type].Values.Where(record => tells ? record.IsArchived == archived : !archived).Select(record => PaperCells.Row<TModel>(record.Cells))]);
    }

    public override Task<IReadOnlyList<IReadOnlyList<TModel>>> SnapshotsAsync<TModel, TKey>(string name)
        => Task.FromResult<IReadOnlyList<IReadOnlyList<TModel>>>([.. At(name).Content.Snapshots.Select(rows => rows.Cast<TModel>().ToArray())]);

    public override Task<IReadOnlyList<DeliveredDiff<TModel>>> DiffsAsync<TModel, TKey>(string name)
        => Task.FromResult<IReadOnlyList<DeliveredDiff<TModel>>>([.. At(name).Content.Diffs.Select(diff => new DeliveredDiff<TModel>([.. diff.Added.Cast<TModel>()], [.. diff.Changed.Cast<TModel>()], [.. diff.Removed.Cast<TModel>()]))]);

    public override Task<bool> AddRefusalAsync<TModel, TKey>(string name, string column, string text) => Rule(() => At(name).Refusals.Add((column, text)));

    public override Task<bool> AddUniqueAsync<TModel, TKey>(string name, string column) => Rule(() => At(name).Unique.Add(column));

    public override Task<bool> AddReferenceAsync<TModel, TKey>(string name, string column) => Rule(() => At(name).References.Add(column));

    public override Task<bool> MakeLooseAsync<TModel, TKey>(string name) => Rule(() => At(name).IsLoose = true);

    public override ValueTask DisposeAsync() => default;

    private PaperPlace At(string name) => _places.GetOrAdd(
        fault switch
        {
            Fault.PlacesFolded => name.Trim().ToUpperInvariant(),
            Fault.PlacesCut => name.Length > 63 ? name[..63] : name,
            _ => name,
        },
        _ => new PaperPlace());

    private static Task<bool> Rule(Action add)
    {
        add();
        return Task.FromResult(true);
    }
}
