using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    /// <summary>All makes the destination hold exactly the rows.</summary>
    [Fact]
    public async Task All_holds_exactly_the_rows()
    {
        await PutAsync(new Contact(1, "other", null), new Contact(9, "by hand", null));
        var report = await RunAsync(Sync(SyncMode.All), Before);
        Assert.Equal((SyncStatus.Succeeded, 2L, 1L), (report.Status, report.Counts.Full, report.Counts.Foreign));
        await HoldsAsync(Before);
        // What others did since is put right.
        await PutAsync(new Contact(2, "by hand", null), new Contact(8, null, null));
        Succeeded(await RunAsync(Sync(SyncMode.All), Before));
        await HoldsAsync(Before);
        // Without a row nothing is left.
        Succeeded(await RunAsync(Sync(SyncMode.All)));
        await HoldsAsync();
    }

    /// <summary>A record whose rows are held back stays as it was.</summary>
    [Fact]
    public async Task All_leaves_the_record_of_a_row_that_is_held_back()
    {
        await PutAsync(Before);
        var report = await RunAsync(Sync(SyncMode.All), new Contact(1, "x", "X"), new Contact(1, "y", "Y"));
        Assert.Equal((SyncStatus.Incomplete, 1L), (report.Status, report.Counts.Foreign));
        await HoldsAsync(Before[0]);
    }

    /// <summary>All stops before it deletes more than it may, and leaves everything.</summary>
    [Fact]
    public async Task All_is_guarded()
    {
        await PutAsync(Contacts(30));
        var report = await RunAsync<Contact, Contact.Key>(Sync(SyncMode.All), [new(31, null, null)], options => options.RemovalLimitShare = 0);
        Assert.Equal((SyncStatus.Stopped, "Foreign"), (report.Status, report.Guard?.Guard));
        await HoldsAsync(Contacts(30));
    }

    /// <summary>What differs only in what the model does not compare is right already, and is not written.</summary>
    [Fact]
    public async Task All_writes_only_what_differs()
    {
        Compared[] records = [new(1, "monday", 1, "Rome", "A"), new(2, "monday", 1, "Rome", "B")];
        await PutAsync<Compared, Compared.Key>(records);
        Compared[] rows = [new(1, "tuesday", 1.25, "ROME", "A"), new(2, "tuesday", 2, "Oslo", "b")];
        Succeeded(await RunAsync<Compared, Compared.Key>(Sync(SyncMode.All), rows));
        await HoldsAsync<Compared, Compared.Key>([records[0], rows[1]]);
    }

    /// <summary>A null that is left out is no difference, and is not written.</summary>
    [Fact]
    public async Task All_leaves_out_nulls_that_are_skipped()
    {
        await PutAsync<Patch, Patch.Key>(new Patch(1, "kept", 1, "A"), new Patch(2, "kept", 2, "B"));
        Succeeded(await RunAsync<Patch, Patch.Key>(Sync(SyncMode.All), [new(1, null, null, "A"), new(2, null, 3, null), new(3, null, null, "C")]));
        await HoldsAsync<Patch, Patch.Key>([new(1, "kept", 1, "A"), new(2, "kept", 3, null), new(3, null, null, "C")]);
    }

    /// <summary>An archived record that a row has is archived no longer, and one that none has is deleted.</summary>
    [Fact]
    public async Task All_takes_archived_records_back()
    {
        await PutAsync([.. Before, new(3, "c", "C")]);
        Succeeded(await RunAsync(Sync(SyncMode.Archive), Before[0], new Contact(3, "c", "C")));
        Succeeded(await RunAsync(Sync(SyncMode.All), Before));
        await HoldsAsync(Before);
        await HoldsAsync<Contact, Contact.Key>([], archived: true);
    }

    /// <summary>A segment holds exactly the members.</summary>
    [Fact]
    public async Task A_segment_is_mirrored()
    {
        Succeeded(await RunAsync(Sync(SyncMode.Add, type: SyncType.Segments), new Contact(9, "by hand", null), new Contact(1, "other", null)));
        Succeeded(await RunAsync(Sync(SyncMode.All, type: SyncType.Segments), Before));
        await HoldsAsync<Contact, Contact.Key>(Before, SyncType.Segments);
    }
}
