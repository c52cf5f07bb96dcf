using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    private static readonly Contact[] Before = [new(1, "a", "A"), new(2, "b", "B")];

    /// <summary>No rows are no trouble.</summary>
    [Fact]
    public async Task No_rows_are_no_trouble()
    {
        var report = await RunAsync(Sync(SyncMode.Upsert));
        Assert.Equal((SyncStatus.Succeeded, 0L), (report.Status, report.Counts.Planned));
    }

    /// <summary>Insert creates what is not there, and leaves what is.</summary>
    [Fact]
    public async Task Insert_creates_what_is_not_there()
    {
        await PutAsync(new Contact(1, "by hand", null));
        var report = await RunAsync(Sync(SyncMode.Insert), Before);
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        await HoldsAsync(new(1, "by hand", null), new(2, "b", "B"));
    }

    /// <summary>Update changes what is there, and creates nothing.</summary>
    [Fact]
    public async Task Update_changes_what_is_there()
    {
        await PutAsync(new Contact(1, "by hand", null));
        var report = await RunAsync(Sync(SyncMode.Update), Before);
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        await HoldsAsync(new Contact(1, "a", "A"));
    }

    /// <summary>Upsert does both.</summary>
    [Fact]
    public async Task Upsert_creates_and_changes()
    {
        await PutAsync(new Contact(1, "by hand", null));
        await DeliversAsync<Contact, Contact.Key>(Sync(SyncMode.Upsert), Before);
        await HoldsAsync(Before);
        var changed = await RunAsync(Sync(SyncMode.Upsert), new Contact(1, null, "A"), Before[1], new Contact(3, "c", "C"));
        Assert.Equal((SyncStatus.Succeeded, 2L), (changed.Status, changed.Counts.Succeeded));
        await HoldsAsync(new(1, null, "A"), Before[1], new(3, "c", "C"));
    }

    /// <summary>What leaves the result becomes what the sync says, and comes back as the mode says.</summary>
    [Theory]
    [InlineData(SyncMode.Insert, WhenRemoved.Keep)]
    [InlineData(SyncMode.Insert, WhenRemoved.Delete)]
    [InlineData(SyncMode.Insert, WhenRemoved.Clear)]
    [InlineData(SyncMode.Insert, WhenRemoved.Archive)]
    [InlineData(SyncMode.Update, WhenRemoved.Keep)]
    [InlineData(SyncMode.Update, WhenRemoved.Delete)]
    [InlineData(SyncMode.Update, WhenRemoved.Clear)]
    [InlineData(SyncMode.Update, WhenRemoved.Archive)]
    [InlineData(SyncMode.Upsert, WhenRemoved.Keep)]
    [InlineData(SyncMode.Upsert, WhenRemoved.Delete)]
    [InlineData(SyncMode.Upsert, WhenRemoved.Clear)]
    [InlineData(SyncMode.Upsert, WhenRemoved.Archive)]
    public async Task What_leaves_the_result_becomes_what_the_sync_says(SyncMode mode, WhenRemoved removed)
    {
        var sync = Sync(mode, removed);
        var other = new Contact(9, "by hand", null);
        await PutAsync(mode == SyncMode.Update ? [.. Before.Select(contact => contact with { Name = "by hand" }), other] : [other]);
        Succeeded(await RunAsync(sync, Before));
        await HoldsAsync([.. Before, other]);

        var gone = await RunAsync(sync, Before[0]);
        Succeeded(gone);
        Assert.Equal(removed == WhenRemoved.Keep ? 0 : 1, gone.Counts.Succeeded);
        await HoldsAsync(removed switch
        {
            WhenRemoved.Keep => [.. Before, other],
            WhenRemoved.Clear => [Before[0], new(2, null, null), other],
            _ => [Before[0], other],
        });
        await HoldsAsync<Contact, Contact.Key>(removed == WhenRemoved.Archive ? [Before[1]] : [], archived: true);

        Succeeded(await RunAsync(sync, Before));
        // What was deleted is new to Update, which acts on what changes; what was cleared or archived is there to Insert, which leaves it.
        var stays = (mode == SyncMode.Update && removed == WhenRemoved.Delete) || (mode == SyncMode.Insert && (removed is WhenRemoved.Clear or WhenRemoved.Archive));
        await HoldsAsync(!stays ? [.. Before, other] : removed == WhenRemoved.Clear ? [Before[0], new(2, null, null), other] : [Before[0], other]);
        await HoldsAsync<Contact, Contact.Key>(stays && removed == WhenRemoved.Archive ? [Before[1]] : [], archived: true);
    }

    /// <summary>A record that the sync did not deliver is not removed, and one that is gone already counts as removed.</summary>
    [Fact]
    public async Task Only_what_was_delivered_is_removed()
    {
        await PutAsync(new Contact(1, "by hand", null));
        var sync = Sync(SyncMode.Insert, WhenRemoved.Delete);
        Succeeded(await RunAsync(sync, [.. Before, new(3, "c", "C")]));
        var hand = Sync(SyncMode.Upsert, WhenRemoved.Delete) with { Id = "hand" };
        Succeeded(await RunAsync(hand, new Contact(3, "c", "C")));
        Succeeded(await RunAsync(hand));
        await HoldsAsync(new(1, "by hand", null), Before[1]);
        var gone = await RunAsync(sync);
        Assert.Equal((SyncStatus.Succeeded, 2L), (gone.Status, gone.Counts.Succeeded));
        await HoldsAsync(new Contact(1, "by hand", null));
    }

    /// <summary>Mode Archive archives the record of every row.</summary>
    [Fact]
    public async Task Mode_archive_archives_every_row()
    {
        await PutAsync([.. Before, new Contact(3, "c", "C")]);
        Contact[] rows = [.. Before, new(7, "not there", null)];
        var report = await RunAsync(Sync(SyncMode.Archive), rows);
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        Succeeded(await RunAsync(Sync(SyncMode.Archive), rows));
        await HoldsAsync(new Contact(3, "c", "C"));
        await HoldsAsync<Contact, Contact.Key>(Before, archived: true);
    }

    /// <summary>An event is there once, and nothing takes it away.</summary>
    [Fact]
    public async Task Events_are_there_once()
    {
        var sync = Sync(SyncMode.Insert, type: SyncType.Events);
        await DeliversAsync<Contact, Contact.Key>(sync, Before);
        var clash = await RunAsync(sync, Before[0] with { Name = "other" }, new Contact(3, "c", "C"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1), (clash.Status, clash.Counts.Succeeded, clash.KeyClashes.Length));
        Succeeded(await RunAsync(sync, Before[1]));
        await HoldsAsync<Contact, Contact.Key>([.. Before, new(3, "c", "C")], SyncType.Events);
    }

    /// <summary>An event that another sync has put there is not put there again.</summary>
    [Fact]
    public async Task Events_of_another_sync_are_there_once()
    {
        if (!Target.FindsEvents) Skip("does not look for events that others have put there");
        var sync = Sync(SyncMode.Insert, type: SyncType.Events);
        await DeliversAsync<Contact, Contact.Key>(sync, Before);
        var other = await RunAsync(sync with { Id = "other" }, Before[0] with { Name = "other" }, new Contact(4, "d", "D"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (other.Status, other.Counts.Succeeded, other.Counts.Skipped));
        await HoldsAsync<Contact, Contact.Key>([.. Before, new(4, "d", "D")], SyncType.Events);
    }

    /// <summary>An action is done once for each row that enters the result.</summary>
    [Fact]
    public async Task Actions_are_done_once()
    {
        var sync = Sync(default, type: SyncType.Actions);
        await DeliversAsync<Contact, Contact.Key>(sync, Before);
        Succeeded(await RunAsync(sync, Before[1]));
        Succeeded(await RunAsync(sync, [.. Before, new(3, "c", "C")]));
        await HoldsAsync<Contact, Contact.Key>([.. Before, new(3, "c", "C")], SyncType.Actions);
    }

    /// <summary>Members are put in and taken out.</summary>
    [Fact]
    public async Task Members_come_and_go()
    {
        var sync = Sync(SyncMode.Add, WhenRemoved.RemoveMember, SyncType.Segments);
        await DeliversAsync<Contact, Contact.Key>(sync, Before);
        await HoldsAsync<Contact, Contact.Key>(Before, SyncType.Segments);
        Succeeded(await RunAsync(sync, Before[1]));
        await HoldsAsync<Contact, Contact.Key>([Before[1]], SyncType.Segments);
        Succeeded(await RunAsync(sync, Before));
        await HoldsAsync<Contact, Contact.Key>(Before, SyncType.Segments);
        // One that is not in it counts as taken out.
        var taken = await RunAsync(Sync(SyncMode.Remove, type: SyncType.Segments), Before[0], new Contact(7, "not in it", null));
        Assert.Equal((SyncStatus.Succeeded, 2L), (taken.Status, taken.Counts.Succeeded));
        await HoldsAsync<Contact, Contact.Key>([Before[1]], SyncType.Segments);
    }

    /// <summary>Members that are kept stay when their row leaves the result.</summary>
    [Fact]
    public async Task Members_stay_where_they_are_kept()
    {
        var sync = Sync(SyncMode.Add, type: SyncType.Segments);
        await DeliversAsync<Contact, Contact.Key>(sync, Before);
        Succeeded(await RunAsync(sync, new Contact(3, "c", "C")));
        await HoldsAsync<Contact, Contact.Key>([.. Before, new(3, "c", "C")], SyncType.Segments);
    }

    /// <summary>A snapshot is the full result, and the next one is another.</summary>
    [Fact]
    public async Task Snapshots_hold_every_row()
    {
        var sync = Sync(SyncMode.Snapshot);
        Succeeded(await RunAsync(sync, Before));
        Succeeded(await RunAsync(sync, Before[1]));
        var snapshots = await Target.SnapshotsAsync<Contact, Contact.Key>(_place);
        Assert.Equal(2, snapshots.Count);
        Assert.Equal(Before, snapshots[0].OrderBy(contact => contact.Id));
        Assert.Equal([Before[1]], snapshots[1]);
    }

    /// <summary>A diff is what its run found.</summary>
    [Fact]
    public async Task Diffs_hold_what_changed()
    {
        var sync = Sync(SyncMode.Diff);
        Succeeded(await RunAsync<Kept, Kept.Key>(sync, [new(1, "a"), new(2, "b")]));
        Succeeded(await RunAsync<Kept, Kept.Key>(sync, [new(2, "B"), new(3, "c")]));
        var diffs = await Target.DiffsAsync<Kept, Kept.Key>(_place);
        Assert.Equal(2, diffs.Count);
        Assert.Equal([new(1, "a"), new(2, "b")], diffs[0].Added.OrderBy(kept => kept.Id));
        Assert.Empty(diffs[0].Changed.Concat(diffs[0].Removed));
        Assert.Equal([new(3, "c")], diffs[1].Added);
        Assert.Equal([new(2, "B")], diffs[1].Changed);
        Assert.Equal([new(1, "a")], diffs[1].Removed);
    }

    /// <summary>What the destination says may be sent again is sent again without harm.</summary>
    [Fact]
    public async Task What_may_be_sent_again_may_be_sent_again()
    {
        await PutAsync(new Contact(1, "by hand", "x"), new Contact(3, "c", "C"), new Contact(4, "d", "D"));
        var place = Target.Open<Contact, Contact.Key>(_place);
        var kinds = new[] { OperationKind.Insert, OperationKind.Update, OperationKind.Upsert, OperationKind.Delete }.Where(kind => ((int)place.Repeatable & 1 << (int)kind) != 0).ToArray();
        if (kinds.Length == 0) Skip("nothing may be sent again: what is not answered is parked");
        foreach (var kind in kinds)
        {
            Operation<Contact, Contact.Key>[] operations = [new(kind, new(kind == OperationKind.Delete ? 3 : (int)kind + 10), new Contact((int)kind + 10, "a", "A")), new(kind, new(4), new Contact(4, "again", null))];
            for (var time = 0; time < 2; time++)
            {
                await using var delivery = await place.OpenAsync<Contact, Contact.Key>(new DeliveryContext(Sync(kind switch { OperationKind.Insert => SyncMode.Insert, OperationKind.Update => SyncMode.Update, _ => SyncMode.Upsert }, kind == OperationKind.Delete ? WhenRemoved.Delete : WhenRemoved.Keep), Schema<Contact>(), (OperationKinds)(1 << (int)kind), "run"), Stop);
                await using var work = await delivery.ApplyAsync(new Batch<Contact, Contact.Key>(1, operations), Stop);
                Assert.Equal(operations.Length, work.Outcomes.Count);
                Assert.All(work.Outcomes, outcome => Assert.True(outcome.Outcome is Outcome.Succeeded or Outcome.Skipped, $"{kind}: {outcome}"));
                await work.CommitAsync(Stop);
            }

            var records = (await Target.ReadAsync<Contact, Contact.Key>(_place, SyncType.Objects)).ToDictionary(contact => contact.Id);
            Assert.Equal(kind is OperationKind.Insert or OperationKind.Upsert, records.ContainsKey((int)kind + 10));
            Assert.Equal(kind != OperationKind.Delete, records.ContainsKey(4));
            if (kind is OperationKind.Update or OperationKind.Upsert) Assert.Equal(new Contact(4, "again", null), records[4]);
            if (kind == OperationKind.Insert) Assert.Equal(new Contact(4, "d", "D"), records[4]);
            if (kind == OperationKind.Delete) Assert.False(records.ContainsKey(3));
        }
    }

    private static SyncSchema Schema<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;
}
