using Syncline.ApiDoubles;
using Syncline.ApiDoubles.Salesforce;
using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>Bulk jobs and what goes wrong with them.</summary>
public sealed class BulkTests : Runs
{
    private const int Count = 300;

    private Task<SyncReport> RunAsync(int count = Count, Action<SyncOptions>? configure = null, CancellationToken? stop = null, TimeSpan? timeout = null)
        => RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), new SalesforceObject(Account, "Contact", "ExtId__c") { BulkThreshold = 200, BulkTimeout = timeout ?? TimeSpan.FromHours(1) }, People(count), configure, stop);

    [Fact]
    public async Task A_job_is_made_uploaded_closed_asked_for_and_read()
    {
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, (long)Count), (report.Status, report.Counts.Succeeded));
        var job = $"/services/data/v62.0/jobs/ingest/{Assert.Single(Org.Jobs).Id}";
        Assert.Equal(
            ["POST /services/data/v62.0/jobs/ingest", $"PUT {job}/batches", $"PATCH {job}", $"GET {job}", $"GET {job}", $"GET {job}", $"GET {job}/successfulResults/", $"GET {job}/failedResults/", $"GET {job}/unprocessedrecords/"],
            Org.Requests.Where(static request => request.Target.Contains("ingest", StringComparison.Ordinal) && !request.Target.Contains('?', StringComparison.Ordinal)).Select(static request => $"{request.Method} {request.Target}"));
    }

    [Fact]
    public async Task A_job_that_fails_midway_has_the_rest_sent_again()
    {
        var first = true;
        Org.Made = job => job.FailsAfter = Interlocked.Exchange(ref first, false) ? 50 : null;
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, (long)Count, Count), (report.Status, report.Counts.Succeeded, Contacts.Records.Count));
        Assert.Equal([Count, Count - 50], Org.Jobs.Select(static job => job.Rows));
    }

    [Theory]
    [InlineData("InvalidBatch : Field name not found : Name2", SyncStatus.Failed, 1)]
    [InlineData("ExceededQuota : ApiBatchItems Limit exceeded.", SyncStatus.Incomplete, 1)]
    public async Task A_job_that_would_fail_again_ends_the_run(string error, SyncStatus status, int jobs)
    {
        Org.Made = job => (job.FailsAfter, job.Error) = (0, error);
        var report = await RunAsync();
        Assert.Equal((status, (long)Count, jobs), (report.Status, report.Counts.Deferred, Org.Jobs.Count));
        Assert.Contains($"ended Failed: {error.TrimEnd('.')}", report.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("successfulResults")]
    [InlineData("failedResults")]
    [InlineData("unprocessedrecords")]
    public async Task Results_that_do_not_add_up_leave_the_missing_rows_unknown(string set)
    {
        var header = "sf__Id,sf__Created,ExtId__c\n";
        Org.Before = async (http, request) => request.Target.Contains("Results/", StringComparison.Ordinal) | request.Target.Contains("unprocessed", StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, 200, request.Target.Contains(set, StringComparison.Ordinal) ? $"{header}{string.Join('\n', People(Count).Skip(2).Select(static person => $"1,true,{person.Id}"))}\n" : "", ("Content-Type", "text/csv"));
        var report = await RunAsync();
        Assert.Equal(2L, report.Counts.Unknown);
        Assert.Equal($"Salesforce's bulk job {Org.Jobs[0].Id} ended JobComplete without a word of this record", Reason(report, "p0001"));
        Assert.Equal(Count, report.Counts.Succeeded + report.Counts.Rejected + report.Counts.Unknown + report.Counts.Deferred);
        Org.Before = static (_, _) => Task.FromResult(false);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
    }

    [Fact]
    public async Task A_row_with_two_results_is_unknown()
    {
        Org.Before = async (http, request) => request.Target.EndsWith("failedResults/", StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, 200, "sf__Id,sf__Error,ExtId__c\n,X:no:--,p0002\n,X:no:--,p0002\n,X:no:--,of others\n", ("Content-Type", "text/csv"));
        var report = await RunAsync();
        Assert.Equal((Count - 1L, 1L), (report.Counts.Succeeded, report.Counts.Unknown));
        Assert.Contains("has more than one result for this record", Reason(report, "p0002"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/jobs/ingest", "")]
    [InlineData("PUT", "/batches", "Aborted")]
    public async Task A_job_that_was_not_set_going_has_done_nothing(string method, string end, string state)
    {
        var left = 1;
        Org.Before = async (http, request) => request.Method == method && request.Target.EndsWith(end, StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 && await FaultTests.LoseAsync(http, FaultTests.Loss.BeforeTheAnswer);
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, (long)Count, Count), (report.Status, report.Counts.Succeeded, Contacts.Records.Count));
        if (state.Length > 0) Assert.Equal(["Aborted", "JobComplete"], Org.Jobs.Select(static job => job.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_last_word_that_was_not_answered_is_looked_up(bool isHeard)
    {
        var left = 1;
        Org.Before = async (http, request) =>
        {
            if (request.Method != "PATCH" || Interlocked.Decrement(ref left) < 0) return false;
            if (isHeard) Org.Jobs[0].State = "UploadComplete";
            return await FaultTests.LoseAsync(http, FaultTests.Loss.InTheAnswer);
        };
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, (long)Count, 1), (report.Status, report.Counts.Succeeded, Org.Jobs.Count));
        Assert.Equal(isHeard ? 1 : 2, Sent("PATCH", "ingest").Count());
    }

    [Fact]
    public async Task Questions_that_fail_in_passing_are_asked_again()
    {
        var left = 8;
        Org.Before = async (http, request) => request.Method == "GET" && request.Target.Contains("/ingest/", StringComparison.Ordinal) && (Interlocked.Decrement(ref left) % 2) == 1 && (left > 4 ? await FaultTests.LoseAsync(http, FaultTests.Loss.BeforeTheAnswer) : await ApiDouble.AnswerAsync(http, 503, "<html></html>"));
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, (long)Count, 1), (report.Status, report.Counts.Succeeded, Org.Jobs.Count));
    }

    [Theory]
    [InlineData("not,a\n\"result")]
    [InlineData("sf__Id,sf__Created\n1,true\n")]
    [InlineData("sf__Created,ExtId__c\ntrue\n")]
    public async Task Results_that_can_not_be_read_have_the_rows_sent_again(string results)
    {
        var left = 1;
        Org.Before = async (http, request) => request.Target.EndsWith("successfulResults/", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 && await ApiDouble.AnswerAsync(http, 200, results, ("Content-Type", "text/csv"));
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, (long)Count, 2, Count), (report.Status, report.Counts.Succeeded, Org.Jobs.Count, Contacts.Records.Count));
    }

    [Fact]
    public async Task A_job_that_takes_too_long_is_aborted_and_its_rows_are_sent_again()
    {
        var first = true;
        Org.Made = job => job.PollsLeft = Interlocked.Exchange(ref first, false) ? int.MaxValue : 0;
        var report = await RunAsync(timeout: TimeSpan.FromMilliseconds(200));
        Assert.Equal((SyncStatus.Succeeded, (long)Count), (report.Status, report.Counts.Succeeded));
        Assert.Equal(["Aborted", "JobComplete"], Org.Jobs.Select(static job => job.State));
    }

    [Fact]
    public async Task A_job_that_is_at_work_when_the_run_is_cancelled_is_awaited_and_answered_for()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Org.Before = async (_, request) =>
        {
            if (request.Method == "GET" && request.Target.Contains("/ingest/", StringComparison.Ordinal)) await stop.CancelAsync();
            return false;
        };
        var report = await RunAsync(configure: static options => options.StopTimeout = TimeSpan.FromHours(1), stop: stop.Token);
        Assert.Equal(((long)Count, 0L, Count), (report.Counts.Succeeded, report.Counts.Unknown, Contacts.Records.Count));
    }

    [Fact]
    public async Task A_job_that_is_not_at_work_when_the_run_is_cancelled_is_aborted_and_nothing_is_uploaded()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Org.Made = _ => stop.Cancel();
        var report = await RunAsync(configure: static options => options.StopTimeout = TimeSpan.FromHours(1), stop: stop.Token);
        Assert.Equal((SyncStatus.Cancelled, (long)Count, 0L), (report.Status, report.Counts.Deferred, report.Counts.Unknown));
        Assert.Equal("Aborted", Assert.Single(Org.Jobs).State);
        Assert.Empty(Sent("PUT", "/batches"));
    }

    [Theory]
    [InlineData("PUT", "/batches")]
    [InlineData("PATCH", "/ingest/")]
    public async Task A_job_that_could_not_be_set_going_before_the_cancel_is_aborted(string method, string place)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var first = 1;
        Org.Before = async (http, request) =>
        {
            if (request.Method != method || !request.Target.Contains(place, StringComparison.Ordinal) || Interlocked.Exchange(ref first, 0) == 0) return false;
            await stop.CancelAsync();
            return await ApiDouble.AnswerAsync(http, 503, """[{"errorCode":"SERVER_UNAVAILABLE","message":"try again"}]""");
        };
        var report = await RunAsync(configure: static options => options.StopTimeout = TimeSpan.FromHours(1), stop: stop.Token).WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal((SyncStatus.Cancelled, (long)Count, 0L, 0), (report.Status, report.Counts.Deferred, report.Counts.Unknown, Contacts.Records.Count));
        Assert.Equal("Aborted", Assert.Single(Org.Jobs).State);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_aborts_its_job_and_the_next_one_delivers()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Org.Made = static job => job.PollsLeft = int.MaxValue;
        Org.Before = async (_, request) =>
        {
            if (request.Method == "GET" && request.Target.Contains("/ingest/", StringComparison.Ordinal)) await stop.CancelAsync();
            return false;
        };
        var report = await RunAsync(configure: static options => options.StopTimeout = TimeSpan.FromMilliseconds(50), stop: stop.Token);
        Assert.Equal((SyncStatus.Cancelled, (long)Count), (report.Status, report.Counts.Unknown));
        Assert.Equal("Aborted", Assert.Single(Org.Jobs).State);
        Org.Made = static _ => { };
        var next = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, (long)Count, Count), (next.Status, next.Counts.Succeeded, Contacts.Records.Count));
    }

    [Fact]
    public async Task A_job_that_a_killed_run_left_behind_is_waited_for_before_anything_is_written()
    {
        var left = new IngestJob("750000000000099AAA", Contacts, "upsert", "ExtId__c", SalesforceDouble.UserId) { State = "UploadComplete", PollsLeft = 3 };
        left.State = "Open";
        left.Upload("ExtId__c,LastName\np0001,Older\n");
        left.State = "UploadComplete";
        Org.Jobs.Add(left);
        Org.Jobs.Add(new IngestJob("750000000000098AAA", Contacts, "upsert", "ExtId__c", "005000000000009AAA") { State = "InProgress", PollsLeft = int.MaxValue });
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, "JobComplete", "Name 1"), (report.Status, left.State, NameOf("p0001")));
    }

    [Fact]
    public async Task A_job_left_behind_that_does_not_end_fails_the_run_before_anything_is_written()
    {
        Org.Jobs.Add(new IngestJob("750000000000099AAA", Contacts, "upsert", "ExtId__c", SalesforceDouble.UserId) { State = "InProgress", PollsLeft = int.MaxValue });
        var report = await RunAsync(timeout: TimeSpan.FromMilliseconds(50));
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        Assert.Contains("bulk job 750000000000099AAA was begun before this run and has not ended within BulkTimeout", report.Message, StringComparison.Ordinal);
        // It is not opened once more to wait as long again.
        Assert.Single(Sent("GET", "jobs/ingest?"));
        Assert.Empty(Contacts.Records);
    }

    [Fact]
    public async Task What_a_job_can_not_hold_goes_by_collections()
    {
        Contacts.Fields[Contacts.Fields.FindIndex(static field => field.Name == "LastName")] = new("LastName", "string") { Length = 100_000 };
        var people = People(Count);
        (people[0], people[1]) = (people[0] with { LastName = "#N/A" }, people[1] with { LastName = new string('x', 32_001) });
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), To(200), people);
        Assert.Equal((SyncStatus.Succeeded, (long)Count, Count - 2), (report.Status, report.Counts.Succeeded, Org.Jobs[0].Rows));
        Assert.Equal(("#N/A", 32_001), (NameOf("p0001"), NameOf("p0002")!.Length));
    }
}
