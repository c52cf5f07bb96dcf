using Xunit;

namespace Syncline.Conformance;

/// <summary>What every destination must do: derive from it, and say with <see cref="NewTargetAsync"/> how to make one and read it back.</summary>
/// <remarks>A case whose sync the destination does not take is skipped, and says so.</remarks>
public abstract partial class DestinationConformance : IAsyncLifetime
{
    private ConformanceTarget? _target;
    private string _place = "contacts";

    /// <summary>An empty target.</summary>
    protected abstract Task<ConformanceTarget> NewTargetAsync();

    /// <summary>The target of the test.</summary>
    protected ConformanceTarget Target => _target!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _target = await NewTargetAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_target is not null) await _target.DisposeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static SyncDefinition Sync(SyncMode mode, WhenRemoved removed = WhenRemoved.Keep, SyncType type = SyncType.Objects)
        => new("Conformance.Sync", $"Conformance/{type}/{mode}/{removed}", type, mode) { WhenRemoved = removed };

    private Task<SyncReport> RunAsync(SyncDefinition sync, params Contact[] rows) => RunAsync<Contact, Contact.Key>(sync, rows);

    private Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, IEnumerable<TModel> rows, Action<SyncOptions>? configure = null)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        if (Target.Lacks(sync) is { } reason) Assert.Skip(reason);
        var options = new SyncOptions { RemovalLimitShare = 1, StopOnEmptySource = false };
        configure?.Invoke(options);
        return SyncEngine.RunAsync<TModel, TKey>(sync, SyncSource.From(rows), Target.Open<TModel, TKey>(_place), Target.State, options, Stop);
    }

    private async Task<Contact[]> RecordsAsync(SyncType type = SyncType.Objects, bool archived = false)
        => [.. (await Target.ReadAsync<Contact, Contact.Key>(_place, type, archived)).OrderBy(contact => contact.Id)];

    /// <summary>Everything went through, and a second run of the same rows finds nothing to do.</summary>
    private async Task DeliversAsync<TModel, TKey>(SyncDefinition sync, TModel[] rows)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var first = await RunAsync<TModel, TKey>(sync, rows);
        Assert.True(first.Status == SyncStatus.Succeeded, $"{first}: {first.Message} {string.Join("; ", first.Troubled.Take(3))}");
        Assert.Equal(rows.Length, first.Counts.Succeeded);
        var again = await RunAsync<TModel, TKey>(sync, rows);
        Assert.Equal((SyncStatus.Succeeded, 0L), (again.Status, again.Counts.Planned));
    }

    private static Contact[] Contacts(int count) => [.. Enumerable.Range(1, count).Select(i => new Contact(i, $"{i}@example.com", $"Name {i}"))];
}
