using System.Text.Json.Nodes;
using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>What each mode does to records, by collections and by bulk jobs.</summary>
public sealed class ModeTests : Runs
{
    /// <summary>By collections, and by a bulk job.</summary>
    public static TheoryData<int, int> Ways => new() { { 5, 2_000 }, { 250, 200 } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Upsert_updates_what_is_there_and_creates_the_rest(int count, int threshold)
    {
        Put("p0002", "Old");
        var report = await RunAsync(Sync(SyncMode.Upsert), To(threshold), People(count));
        Assert.Equal((SyncStatus.Succeeded, (long)count), (report.Status, report.Counts.Succeeded));
        Assert.Equal(count, Contacts.Records.Count);
        Assert.Equal("Name 2", NameOf("p0002"));
        Assert.Equal(count > threshold ? 1 : 0, Org.Jobs.Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Insert_creates_what_is_not_there_and_leaves_what_is(int count, int threshold)
    {
        Put("p0002", "Old");
        var report = await RunAsync(Sync(SyncMode.Insert), To(threshold), People(count));
        Assert.Equal((SyncStatus.Succeeded, count - 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Equal(count, Contacts.Records.Count);
        Assert.Equal("Old", NameOf("p0002"));
        Assert.All(Org.Jobs, static job => Assert.Equal("insert", job.Operation));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Update_updates_what_is_there_and_creates_nothing(int count, int threshold)
    {
        foreach (var person in People(count).Skip(1)) Put(person.Id, "Old");
        var report = await RunAsync(Sync(SyncMode.Update), To(threshold), People(count));
        Assert.Equal((SyncStatus.Succeeded, count - 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Null(Record("p0001"));
        Assert.All(People(count).Skip(1), person => Assert.Equal(person.LastName, NameOf(person.Id)));
        Assert.All(Org.Jobs, static job => Assert.Equal("update", job.Operation));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Deleted_records_are_in_the_recycle_bin(int count, int threshold)
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await RunAsync(sync, To(), People(count));
        // One is gone already.
        Contacts.Delete(Contacts.Records.First().Key);
        var report = await RunAsync(sync, To(threshold));
        Assert.Equal((SyncStatus.Succeeded, (long)count), (report.Status, report.Counts.Succeeded));
        Assert.Empty(Contacts.Records);
        Assert.Equal(count, Contacts.RecycleBin.Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task To_archive_is_to_delete_where_no_flag_is_named(int count, int threshold)
    {
        foreach (var person in People(count)) Put(person.Id, "Old");
        var report = await RunAsync(Sync(SyncMode.Archive), To(threshold), [.. People(count), new Person("gone", null, null, null, null)]);
        Assert.Equal((SyncStatus.Succeeded, count + 1L), (report.Status, report.Counts.Succeeded));
        Assert.Empty(Contacts.Records);
        var again = await RunAsync(Sync(SyncMode.Archive), To(threshold), People(count));
        Assert.Equal((SyncStatus.Succeeded, (long)count), (again.Status, again.Counts.Succeeded));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_flag_archives_and_is_taken_off_a_row_that_comes_back(int count, int threshold)
    {
        var (sync, destination) = (Sync(SyncMode.Upsert, WhenRemoved.Archive), To(threshold, "Archived__c"));
        await RunAsync(sync, destination, People(count));
        var report = await RunAsync(sync, destination);
        Assert.Equal((SyncStatus.Succeeded, (long)count), (report.Status, report.Counts.Succeeded));
        Assert.All(Contacts.Records.Values, static record => Assert.True(record["Archived__c"]!.GetValue<bool>()));
        var back = await RunAsync(sync, destination, People(count));
        Assert.Equal((SyncStatus.Succeeded, (long)count), (back.Status, back.Counts.Succeeded));
        Assert.All(Contacts.Records.Values, static record => Assert.False(record["Archived__c"]!.GetValue<bool>()));
        Assert.Equal(count, Contacts.Records.Count);
    }

    [Theory]
    [InlineData(SyncMode.Insert, true, "Ada")]
    [InlineData(SyncMode.Update, false, "Augusta")]
    [InlineData(SyncMode.Upsert, false, "Augusta")]
    public async Task A_flag_is_taken_off_by_what_writes_its_row_and_left_by_an_insert(SyncMode mode, bool isFlagged, string name)
    {
        var (sync, destination) = (Sync(mode, WhenRemoved.Archive), To(flag: "Archived__c"));
        var ada = People(1)[0] with { LastName = "Ada" };
        if (mode == SyncMode.Update) Put(ada.Id, "Old");
        Succeeded(await RunAsync(sync, destination, ada));
        Succeeded(await RunAsync(sync, destination));
        var back = await RunAsync(sync, destination, ada with { LastName = "Augusta" });
        Assert.Equal((SyncStatus.Succeeded, isFlagged ? 1L : 0L), (back.Status, back.Counts.Skipped));
        var record = Assert.Single(Contacts.Records.Values);
        Assert.Equal((isFlagged, name), (record["Archived__c"]!.GetValue<bool>(), record["LastName"]!.GetValue<string>()));
    }

    [Fact]
    public async Task What_is_flagged_already_is_not_written_again()
    {
        var (sync, destination) = (Sync(SyncMode.Archive), To(flag: "Archived__c"));
        foreach (var person in People(3)) Put(person.Id, "Old");
        await RunAsync(sync, destination, People(3));
        var writes = Sent("PATCH", "composite").Count();
        var report = await RunAsync(sync, destination, People(3));
        Assert.Equal((SyncStatus.Succeeded, 3L, writes), (report.Status, report.Counts.Succeeded, Sent("PATCH", "composite").Count()));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Null_empties_a_field_and_a_skipped_null_leaves_it(int count, int threshold)
    {
        var sync = Sync(SyncMode.Upsert);
        var seen = new DateTimeOffset(2024, 2, 29, 12, 30, 15, 250, TimeSpan.FromHours(2));
        await RunAsync(sync, To(), [.. People(count).Select(person => person with { Seen = seen })]);
        Assert.Equal("2024-02-29T10:30:15.250Z", Record("p0001")!["Seen__c"]!.GetValue<string>());
        var report = await RunAsync(sync, To(threshold), [.. People(count).Select(static person => person with { Email = null, Score = null, Seen = null })]);
        Assert.Equal((SyncStatus.Succeeded, (long)count), (report.Status, report.Counts.Succeeded));
        Assert.All(Contacts.Records.Values, static record => Assert.Equal((null, null), (record["Email"], record["Seen__c"])));
        Assert.Equal(1, Record("p0001")!["Score__c"]!.GetValue<double>());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Texts_arrive_as_they_are(int count, int threshold)
    {
        string[] texts = ["a,b", "say \"no\"", "two\nlines", "#N/A", " blank ", "größe 😀", "'; DELETE", "\\", "\"", "=1+1"];
        Person[] rows = [.. People(count).Select((person, i) => person with { Id = $"{texts[i % texts.Length].Trim()}{i}", LastName = texts[i % texts.Length] })];
        var report = await RunAsync(Sync(SyncMode.Upsert), To(threshold), rows);
        Assert.Equal((SyncStatus.Succeeded, (long)count), (report.Status, report.Counts.Succeeded));
        Assert.All(rows, row => Assert.Equal(row.LastName, NameOf(row.Id)));
        // They are found again, too.
        var update = await RunAsync(Sync(SyncMode.Update), To(threshold), [.. rows.Select(static row => row with { LastName = "New" })]);
        Assert.Equal((long)count, update.Counts.Succeeded);
        Assert.All(rows, row => Assert.Equal("New", NameOf(row.Id)));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(200)]
    public async Task Records_are_found_by_a_number(int threshold)
    {
        Numbered[] rows = [.. Enumerable.Range(-100, 250).Select(static i => new Numbered(i, $"Name {i}"))];
        foreach (var row in rows.Take(3)) Contacts.Create(new JsonObject { ["Number__c"] = JsonValue.Create((double)row.Number), ["LastName"] = "Old" });
        var report = await RunAsync<Numbered, Numbered.Key>(Sync(SyncMode.Insert), To(threshold, externalId: "Number__c"), rows);
        Assert.Equal((SyncStatus.Succeeded, 247L, 3L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
    }

    [Fact]
    public async Task A_long_list_of_keys_is_asked_for_in_several_queries_and_pages()
    {
        Org.PageSize = 7;
        Person[] rows = [.. People(100).Select(static person => person with { Id = $"{new string('é', 200)}{person.Id}" })];
        foreach (var row in rows) Put(row.Id, "Old");
        var report = await RunAsync(Sync(SyncMode.Update), To(), rows);
        Assert.Equal((SyncStatus.Succeeded, 100L), (report.Status, report.Counts.Succeeded));
        Assert.All(Org.Requests, static request => Assert.True(request.Target.Length < 12_000));
        Assert.True(Sent("GET", "/query").Count() > 14);
    }

    [Fact]
    public async Task Ten_thousand_rows_are_one_job_and_what_is_left_goes_by_collections()
    {
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(10_300));
        Assert.Equal((SyncStatus.Succeeded, 10_300L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(10_000, Assert.Single(Org.Jobs).Rows);
        Assert.Equal(2, Sent("PATCH", "composite/sobjects/Contact/ExtId__c").Count());
    }
}
