using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Xunit;

namespace Syncline.Conformance;

/// <summary>What every destination must do: derive from it, and say with <see cref="NewTargetAsync"/> how to make one and read it back.</summary>
/// <remarks>
/// A case whose sync the destination does not take is skipped, and says so. Each case has an empty target of its own.
/// Where the environment variable SYNCLINE_CONFORMANCE_MATRIX names a folder, what became of each case is written to a file there that is named like the destination.
/// </remarks>
public abstract partial class DestinationConformance : IAsyncLifetime
{
    private ConformanceTarget? _target;
    private string _place = "contacts";
    private string? _skipped;

    /// <summary>An empty target.</summary>
    protected abstract Task<ConformanceTarget> NewTargetAsync();

    /// <summary>What the matrix calls the destination.</summary>
    /// <value>Default: the full name of the class of tests.</value>
    protected virtual string DestinationName => GetType().FullName!;

    /// <summary>The target of the test.</summary>
    protected ConformanceTarget Target => _target!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        try
        {
            _target = await NewTargetAsync();
        }
        catch (Exception e)
        {
            CaseRecord.Write(DestinationName, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_target is null) return;
        CaseRecord.Write(DestinationName, _skipped);
        await _target.DisposeAsync();
    }

    /// <summary>Leaves the case out.</summary>
    [DoesNotReturn]
    private void Skip(string reason)
    {
        _skipped = reason;
        Assert.Skip(reason);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static SyncDefinition Sync(SyncMode mode, WhenRemoved removed = WhenRemoved.Keep, SyncType type = SyncType.Objects)
        => new("Conformance.Sync", $"Conformance/{type}/{mode}/{removed}", type, mode) { WhenRemoved = removed };

    private Task<SyncReport> RunAsync(SyncDefinition sync, params Contact[] rows) => RunAsync<Contact, Contact.Key>(sync, rows);

    private Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, IEnumerable<TModel> rows, Action<SyncOptions>? configure = null, IStateStore? state = null)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        if ((Target.Lacks(sync) ?? Target.LacksModel(TModel.Schema)) is { } reason) Skip(reason);
        var options = new SyncOptions { RemovalLimitShare = 1, StopOnEmptySource = false };
        configure?.Invoke(options);
        return SyncEngine.RunAsync<TModel, TKey>(sync, SyncSource.From(rows), Target.Open<TModel, TKey>(_place), state ?? Target.State, options, Stop);
    }

    /// <summary>Puts records there as somebody else would: by a sync of its own.</summary>
    private Task PutAsync(params Contact[] contacts) => PutAsync<Contact, Contact.Key>(contacts);

    private async Task PutAsync<TModel, TKey>(params TModel[] rows)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var hand = Sync(SyncMode.Upsert) with { Id = $"hand {Guid.NewGuid():n}" };
        if (Target.Lacks(hand) is { } reason) Skip($"records can't be put there for this case: {reason}");
        Succeeded(await RunAsync<TModel, TKey>(hand, rows, state: new InMemoryStateStore()));
    }

    /// <summary>Makes the place, by a record that is delivered and deleted.</summary>
    private async Task MakeAsync<TModel, TKey>(TModel row)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var (sync, state) = (Sync(SyncMode.Upsert, WhenRemoved.Delete) with { Id = "make" }, new InMemoryStateStore());
        Succeeded(await RunAsync<TModel, TKey>(sync, [row], state: state));
        Succeeded(await RunAsync<TModel, TKey>(sync, [], state: state));
    }

    private static void Succeeded(SyncReport report, [CallerArgumentExpression(nameof(report))] string? run = null)
        => Assert.True(report.Status == SyncStatus.Succeeded, $"{run}: {Said(report)}");

    private static string Said(SyncReport report) => $"{report}: {report.Message} {string.Join("; ", report.Troubled.Take(3))}";

    /// <summary>Everything went through, and a second run of the same rows finds nothing to do.</summary>
    private async Task DeliversAsync<TModel, TKey>(SyncDefinition sync, TModel[] rows)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var first = await RunAsync<TModel, TKey>(sync, rows);
        Succeeded(first);
        Assert.Equal(rows.Length, first.Counts.Succeeded);
        var again = await RunAsync<TModel, TKey>(sync, rows);
        Assert.Equal((SyncStatus.Succeeded, 0L), (again.Status, again.Counts.Planned));
    }

    /// <summary>The place holds exactly these rows.</summary>
    private Task HoldsAsync(params IEnumerable<Contact> expected) => HoldsAsync<Contact, Contact.Key>(expected);

    private async Task HoldsAsync<TModel, TKey>(IEnumerable<TModel> expected, SyncType type = SyncType.Objects, bool archived = false)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var found = ByKey<TModel, TKey>(await Target.ReadAsync<TModel, TKey>(_place, type, archived));
        foreach (var (key, row) in ByKey<TModel, TKey>(expected))
        {
            if (!found.Remove(key, out var record)) Assert.Fail($"{key} is not there.");
            if (RowCells.Difference(row, record, Target.KeepsEmptyTexts) is { } difference) Assert.Fail($"{key}: {difference}.");
        }

        Assert.True(found.Count == 0, $"There are {found.Count} records too many, {string.Join(", ", found.Keys.Take(3))} among them.");
    }

    private static Dictionary<TKey, TModel> ByKey<TModel, TKey>(IEnumerable<TModel> rows)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var byKey = new Dictionary<TKey, TModel>();
        foreach (var row in rows)
        {
            Assert.True(TModel.TryGetKey(in row, out var key), $"A record has no key: {row}");
            Assert.True(byKey.TryAdd(key, row), $"{key} is there twice.");
        }

        return byKey;
    }

    private static Contact[] Contacts(int count) => [.. Enumerable.Range(1, count).Select(i => new Contact(i, $"{i}@example.com", $"Name {i}"))];
}
