using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    private const int Writers = 4;

    /// <summary>Syncs that write to one place at once, each to keys of its own, all arrive.</summary>
    [Fact]
    public async Task Writers_of_different_keys_all_arrive()
    {
        var rows = Contacts(2_000);
        var reports = await AtOnceAsync(SyncMode.Upsert, writer => rows.Where(contact => contact.Id % Writers == writer));
        Assert.All(reports, report => Succeeded(report));
        await HoldsAsync(rows);
    }

    /// <summary>Syncs that upsert the same keys at once make no record twice, and each record is one writer's whole row.</summary>
    [Fact]
    public async Task Writers_of_the_same_keys_make_none_twice()
    {
        var reports = await AtOnceAsync(SyncMode.Upsert, writer => Contacts(400).Select(contact => new Contact(contact.Id, $"writer {writer}", $"writer {writer}")));
        Assert.All(reports, report => Succeeded(report));
        await OneOfWritersEachAsync(400);
    }

    /// <summary>Syncs that insert the same keys at once create each record once, and say who did.</summary>
    [Fact]
    public async Task Inserts_of_the_same_keys_create_each_once()
    {
        var reports = await AtOnceAsync(SyncMode.Insert, writer => Contacts(400).Select(contact => new Contact(contact.Id, $"writer {writer}", $"writer {writer}")));
        Assert.All(reports, report => Succeeded(report));
        await OneOfWritersEachAsync(400);
        Assert.Equal((400, 400 * (Writers - 1)), (reports.Sum(report => report.Counts.Succeeded), reports.Sum(report => report.Counts.Skipped)));
    }

    /// <summary>While syncs delete and write the same keys nothing breaks, and what the last run wrote is there.</summary>
    [Fact]
    public async Task Writing_and_deleting_at_once_breaks_nothing()
    {
        var rows = Contacts(400);
        var state = new InMemoryStateStore();
        var deleting = Sync(SyncMode.Upsert, WhenRemoved.Delete) with { Id = "deleting" };
        Succeeded(await RunAsync<Contact, Contact.Key>(deleting, rows, state: state));
        var delete = RunAsync<Contact, Contact.Key>(deleting, [], options => options.BatchSize = 20, state);
        var reports = await AtOnceAsync(SyncMode.Upsert, _ => rows);
        Succeeded(await delete);
        Assert.All(reports, report => Succeeded(report));
        Succeeded(await RunAsync(Sync(SyncMode.Upsert) with { Id = "last" }, rows));
        await HoldsAsync(rows);
    }

    /// <summary>Nobody sees a part of a batch, and nothing stays of one that was not committed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_is_seen_whole_or_not_at_all(bool commits)
    {
        if (!Target.CommitsWhole) Skip("has no transactions");
        await MakeAsync<Contact, Contact.Key>(new(1, null, null));
        var rows = Contacts(300);
        var context = new DeliveryContext(Sync(SyncMode.Upsert), Schema<Contact>(), OperationKinds.Upsert, "run");
        await using (var delivery = await Target.Open<Contact, Contact.Key>(_place).OpenAsync<Contact, Contact.Key>(context, Stop))
        {
            var work = await delivery.ApplyAsync(new Batch<Contact, Contact.Key>(1, rows.Select(row => new Operation<Contact, Contact.Key>(OperationKind.Upsert, new(row.Id), row)).ToArray()), Stop);
            // A reader may have to wait for the commit; where it does not, it sees nothing.
            var reading = Task.Run(ThereAsync, Stop);
            await Task.WhenAny(reading, Task.Delay(1_000, Stop));
            if (reading.IsCompleted) Assert.Empty(await reading);
            if (commits) await work.CommitAsync(Stop);
            await work.DisposeAsync();
            Assert.Contains((await reading).Count, new[] { 0, commits ? rows.Length : 0 });
        }

        await HoldsAsync(commits ? rows : []);
    }

    /// <summary>Who reads while a run of mode All goes on sees what was there before or what is there afterwards, never a part of it.</summary>
    [Fact]
    public async Task All_is_seen_whole_or_not_at_all()
    {
        if (!Target.CommitsWhole) Skip("has no transactions");
        var (old, rows) = (Contacts(2_000), Contacts(3_000)[1_000..]);
        await PutAsync(old);
        var run = Task.Run(() => RunAsync(Sync(SyncMode.All), rows), Stop);
        var reads = 0;
        do
        {
            var ended = run.IsCompleted;
            var found = await ThereAsync();
            var first = found.Min(record => record.Id);
            Assert.True(found.Count == 2_000 && first is 1 or 1_001 && found.Max(record => record.Id) == first + 1_999, $"{found.Count} records from {first} on are seen.");
            reads++;
            if (ended) break;
        }
        while (true);
        Succeeded(await run);
        Assert.True(reads > 1);
        await HoldsAsync(rows);
    }

    private async Task<SyncReport[]> AtOnceAsync(SyncMode mode, Func<int, IEnumerable<Contact>> rows)
    {
        await MakeAsync<Contact, Contact.Key>(new(1, null, null));
        if (Target.Lacks(Sync(mode)) is { } reason) Skip(reason);
        return await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            () => RunAsync<Contact, Contact.Key>(Sync(mode) with { Id = $"writer {writer}" }, [.. rows(writer)], options => options.BatchSize = 50, new InMemoryStateStore()),
            Stop)));
    }

    private async Task OneOfWritersEachAsync(int count)
    {
        var records = ByKey<Contact, Contact.Key>(await ThereAsync());
        Assert.Equal(count, records.Count);
        Assert.All(records.Values, record => Assert.True(record.Email == record.Name && record.Email!.StartsWith("writer ", StringComparison.Ordinal), $"{record} is of two writers."));
    }
}
