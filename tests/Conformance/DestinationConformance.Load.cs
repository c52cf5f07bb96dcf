using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    /// <summary>How many rows the large cases have: SYNCLINE_CONFORMANCE_ROWS, or 20,000.</summary>
    private static readonly int Many = int.TryParse(Environment.GetEnvironmentVariable("SYNCLINE_CONFORMANCE_ROWS"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var rows) ? rows : 20_000;

    /// <summary>No rows are no trouble.</summary>
    [Fact]
    public async Task No_rows_are_no_trouble()
    {
        var report = await RunAsync(Sync(SyncMode.Upsert));
        Assert.Equal((SyncStatus.Succeeded, 0L), (report.Status, report.Counts.Planned));
    }

    /// <summary>Many rows arrive, change and go.</summary>
    [Fact]
    public async Task Many_rows_arrive_change_and_go()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        var rows = Contacts(Many);
        await DeliversAsync<Contact, Contact.Key>(sync, rows);
        var next = rows.Where(row => row.Id % 10 != 3).Select(row => row.Id % 10 == 5 ? row with { Name = "changed" } : row).Concat(Enumerable.Range(Many + 1, 7).Select(i => new Contact(i, null, null))).ToArray();
        var report = await RunAsync(sync, next);
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report}: {report.Message}");
        Assert.Equal((Many / 10L, Many / 10L, 7L), (report.Counts.Removed, report.Counts.Changed, report.Counts.Added));
        Assert.Equal(next, await RecordsAsync());
    }

    /// <summary>Two syncs write to one place at once, each to keys of its own.</summary>
    [Fact]
    public async Task Two_syncs_write_at_once()
    {
        await RunAsync(Sync(SyncMode.Upsert));
        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(half => Task.Run(() => SyncEngine.RunAsync<Contact, Contact.Key>(
            Sync(SyncMode.Upsert) with { Id = $"half {half}" },
            SyncSource.From(Contacts(2_000).Where(contact => contact.Id % 2 == half)),
            Target.Open<Contact, Contact.Key>(_place),
            new InMemoryStateStore(),
            new SyncOptions { BatchSize = 200 },
            Stop))));
        Assert.All(reports, report => Assert.True(report.Status == SyncStatus.Succeeded, report.Message));
        Assert.Equal(Contacts(2_000), await RecordsAsync());
    }

    /// <summary>A cancelled run is taken up by the next.</summary>
    [Fact]
    public async Task A_cancelled_run_is_taken_up()
    {
        var sync = Sync(SyncMode.Upsert);
        using var cancel = new CancellationTokenSource();
        var progress = new CancelAfter(cancel, SyncPhase.Delivering);
        if (Target.Lacks(sync) is { } reason) Assert.Skip(reason);
        var report = await SyncEngine.RunAsync<Contact, Contact.Key>(sync, SyncSource.From(Contacts(500)), Target.Open<Contact, Contact.Key>(_place), Target.State, new SyncOptions { BatchSize = 50, Progress = progress }, cancel.Token);
        Assert.Equal(SyncStatus.Cancelled, report.Status);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(sync, Contacts(500))).Status);
        Assert.Equal(Contacts(500), await RecordsAsync());
    }

    private sealed class CancelAfter(CancellationTokenSource source, SyncPhase phase) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value)
        {
            if (value.Phase == phase) source.Cancel();
        }
    }
}
