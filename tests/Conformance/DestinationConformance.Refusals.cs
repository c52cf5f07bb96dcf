using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    private const int Large = 3_000;

    /// <summary>How the destination comes to refuse a row.</summary>
    public enum Refusal
    {
        /// <summary>A value has no form at the destination.</summary>
        Form,

        /// <summary>A rule that the place was given.</summary>
        Rule,
    }

    /// <summary>Of a large batch the bad rows alone are rejected, wherever they stand; every other arrives.</summary>
    [Theory]
    [InlineData(Refusal.Form, 1)]
    [InlineData(Refusal.Form, 1_500)]
    [InlineData(Refusal.Form, Large)]
    [InlineData(Refusal.Form, 1, 2, 1_000, 2_999, Large)]
    [InlineData(Refusal.Rule, 1)]
    [InlineData(Refusal.Rule, 1_500)]
    [InlineData(Refusal.Rule, Large)]
    [InlineData(Refusal.Rule, 1, 2, 1_000, 2_999, Large)]
    public async Task Bad_rows_stand_alone(Refusal refusal, params int[] bad)
    {
        ArgumentNullException.ThrowIfNull(bad);
        var text = await BadTextAsync(refusal);
        var sync = Sync(SyncMode.Upsert);
        var rows = Contacts(Large);
        foreach (var id in bad) rows[id - 1] = rows[id - 1] with { Name = text };
        var report = await RunAsync(sync, rows);
        Assert.True((report.Status, report.Counts.Rejected, report.Counts.Succeeded) == (SyncStatus.Incomplete, bad.Length, Large - bad.Length), Said(report));
        Assert.All(report.Troubled, trouble => Assert.NotEmpty(trouble.Reason));
        Assert.Equal(bad, report.Troubled.Select(trouble => int.Parse(string.Concat(trouble.Key.Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture)).Order());
        await HoldsAsync(rows.Where(row => row.Name != text));

        // The next run tries them as they then are, and nothing else.
        rows[bad[0] - 1] = rows[bad[0] - 1] with { Name = "good" };
        var next = await RunAsync(sync, rows);
        Assert.True((next.Counts.Planned, next.Counts.Succeeded, next.Counts.Rejected) == (bad.Length, 1L, bad.Length - 1L), Said(next));
        await HoldsAsync(rows.Where(row => row.Name != text));
    }

    /// <summary>A row that is refused leaves its record as it was, in every mode that writes.</summary>
    [Theory]
    [InlineData(Refusal.Form, SyncMode.Update)]
    [InlineData(Refusal.Form, SyncMode.Upsert)]
    [InlineData(Refusal.Form, SyncMode.All)]
    [InlineData(Refusal.Rule, SyncMode.Update)]
    [InlineData(Refusal.Rule, SyncMode.Upsert)]
    [InlineData(Refusal.Rule, SyncMode.All)]
    public async Task A_refused_row_leaves_its_record(Refusal refusal, SyncMode mode)
    {
        var text = await BadTextAsync(refusal);
        await PutAsync([.. Before, new(9, "by hand", null)]);
        var report = await RunAsync(Sync(mode), new Contact(1, "new", text), new Contact(2, "new", "B"));
        Assert.True((report.Status, report.Counts.Rejected) == (SyncStatus.Incomplete, 1), Said(report));
        await HoldsAsync([Before[0], new(2, "new", "B"), .. mode == SyncMode.All ? Array.Empty<Contact>() : [new(9, "by hand", null)]]);
    }

    /// <summary>An event that is refused is owed, and arrives when the destination takes it, even when its row is gone.</summary>
    [Fact]
    public async Task A_refused_event_is_owed()
    {
        var text = await BadTextAsync(Refusal.Form);
        var sync = Sync(SyncMode.Insert, type: SyncType.Events);
        var report = await RunAsync(sync, Before[0], new Contact(2, "b", text));
        Assert.True((report.Counts.Succeeded, report.Counts.Rejected) == (1, 1), Said(report));
        var next = await RunAsync(sync, Before[0]);
        Assert.True((next.Counts.Carried, next.Counts.Rejected) == (1, 1), Said(next));
        await HoldsAsync<Contact, Contact.Key>([Before[0]], SyncType.Events);
    }

    /// <summary>A value that only one record may have is handed over from one to another within a run, whichever comes first.</summary>
    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    public async Task A_unique_value_is_handed_over(bool takerFirst, int? batchSize)
    {
        await UniqueEmailAsync();
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        Contact[] rows = takerFirst ? [new(1, "a", "A"), new(2, "b", "B"), new(3, "c", "C")] : [new(2, "b", "B"), new(1, "a", "A"), new(3, "c", "C")];
        Succeeded(await RunAsync(sync, rows));
        // 1 takes what 2 has, 2 takes a new one, and 4 takes that of 3, which goes.
        Contact[] next = [.. rows[..2].Select(row => row.Id == 1 ? row with { Email = "b" } : row with { Email = "x" }), new(4, "c", "D")];
        Succeeded(await RunAsync<Contact, Contact.Key>(sync, next, options => options.BatchSize = batchSize));
        await HoldsAsync(next);
    }

    /// <summary>Two rows that exchange a unique value do so, or are both rejected and told of each other.</summary>
    [Fact]
    public async Task Two_rows_that_exchange_a_unique_value_are_told_of_each_other()
    {
        await UniqueEmailAsync();
        Contact[] rows = [new(11, "a", "A"), new(22, "b", "B"), new(33, "c", "C")];
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), rows));
        Contact[] next = [new(11, "b", "A"), new(22, "a", "B"), new(33, "c", "new")];
        var report = await RunAsync(Sync(SyncMode.Upsert), next);
        if (report.Status == SyncStatus.Succeeded)
        {
            await HoldsAsync(next);
            return;
        }

        Assert.True((report.Status, report.Counts.Rejected, report.Counts.Succeeded) == (SyncStatus.Incomplete, 2, 1), Said(report));
        await HoldsAsync(rows[0], rows[1], next[2]);
        foreach (var (of, other) in new[] { ("11", "22"), ("22", "11") }) Assert.Contains(report.Troubled, trouble => trouble.Key.Contains(of, StringComparison.Ordinal) && trouble.Reason.Contains(other, StringComparison.Ordinal));
    }

    /// <summary>Of two new rows with one unique value one arrives at the most, and the others all do.</summary>
    [Fact]
    public async Task A_unique_value_is_there_once()
    {
        await UniqueEmailAsync();
        var rows = Contacts(500);
        rows[299] = rows[299] with { Email = rows[99].Email };
        var report = await RunAsync(Sync(SyncMode.Upsert), rows);
        Assert.True(report.Status == SyncStatus.Incomplete && report.Counts.Rejected is 1 or 2, Said(report));
        var records = await Target.ReadAsync<Contact, Contact.Key>(_place, SyncType.Objects);
        Assert.Equal(500 - report.Counts.Rejected, records.Count);
        Assert.Equal(records.Count, records.Select(record => record.Email).Distinct().Count());
    }

    /// <summary>Children that come before their parents arrive all the same, in one batch and in many.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task Children_find_parents_that_come_later(int? batchSize)
    {
        await ReferringAsync();
        // Each is the parent of the one before it.
        Node[] rows = [.. Enumerable.Range(1, 6).Select(id => new Node(id, id == 6 ? null : id + 1))];
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        Succeeded(await RunAsync<Node, Node.Key>(sync, rows, options => options.BatchSize = batchSize));
        await HoldsAsync<Node, Node.Key>(rows);
        // A child without a parent stands alone.
        Node[] more = [.. rows, new(7, 99), new(8, 1)];
        var report = await RunAsync<Node, Node.Key>(sync, more, options => options.BatchSize = batchSize);
        Assert.True((report.Status, report.Counts.Rejected, report.Counts.Succeeded) == (SyncStatus.Incomplete, 1, 1), Said(report));
        await HoldsAsync<Node, Node.Key>([.. rows, new(8, 1)]);
    }

    /// <summary>Parents that leave before their children go all the same; one whose children stay is kept.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task Parents_go_after_their_children(int? batchSize)
    {
        await ReferringAsync();
        Node[] rows = [new(1, null), new(2, 1), new(3, 2), new(4, null), new(5, 4)];
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        Succeeded(await RunAsync<Node, Node.Key>(sync, rows));
        Succeeded(await RunAsync<Node, Node.Key>(sync, rows[3..], options => options.BatchSize = batchSize));
        await HoldsAsync<Node, Node.Key>(rows[3..]);
        var report = await RunAsync<Node, Node.Key>(sync, rows[4..], options => options.BatchSize = batchSize);
        Assert.True((report.Status, report.Counts.Rejected) == (SyncStatus.Incomplete, 1), Said(report));
        await HoldsAsync<Node, Node.Key>(rows[3..]);
    }

    /// <summary>A text that the destination refuses in the column Name; the place is made.</summary>
    private async Task<string> BadTextAsync(Refusal refusal)
    {
        var column = Schema<Contact>().Columns[2];
        if (refusal == Refusal.Form)
        {
            var text = Array.Find(["half \uD83D of a pair", "\0"], text => Target.Refuses(column, text, isKey: false) is not null);
            if (text is null) Skip("takes every text");
            return text!;
        }

        await MakeAsync<Contact, Contact.Key>(new(1, null, null));
        if (!await Target.AddRefusalAsync<Contact, Contact.Key>(_place, column.Name, "refused")) Skip("has no rules of its own");
        return "refused";
    }

    private async Task UniqueEmailAsync()
    {
        await MakeAsync<Contact, Contact.Key>(new(1, null, null));
        if (!await Target.AddUniqueAsync<Contact, Contact.Key>(_place, nameof(Contact.Email))) Skip("has no rules of its own");
    }

    private async Task ReferringAsync()
    {
        await MakeAsync<Node, Node.Key>(new(1, null));
        if (!await Target.AddReferenceAsync<Node, Node.Key>(_place, nameof(Node.ParentId))) Skip("has no rules of its own");
    }
}
