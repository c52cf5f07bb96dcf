using System.Text;
using System.Text.Json;

namespace Syncline;

/// <summary>A bulk job, from its creation to its results. Nothing of it is done before its upload is said to be complete.</summary>
internal sealed class BulkJob(SalesforceOrg org, TimeProvider timeProvider, TimeSpan timeout, RequestContext requests)
{
    private const int MostTries = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    // A run that was cancelled leaves two seconds more.
    private static readonly TimeSpan TimeToAbort = TimeSpan.FromMilliseconds(1_500);
    // Of a job that is at work: what becomes of it is asked for after a cancel too.
    private readonly RequestContext _begun = requests with { GoesOn = true };

    /// <summary>Has rows worked off.</summary>
    /// <exception cref="DestinationException">Nothing was done, or it can't be told what was.</exception>
    public async Task<BulkResults> RunAsync(BulkRequest request, byte[] csv, CancellationToken cancellationToken)
    {
        var id = await CreateAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await NothingDoneAsync(HttpMethod.Put, $"jobs/ingest/{id}/batches", csv, "text/csv; charset=UTF-8", cancellationToken).ConfigureAwait(false);
            var job = await FinishAsync(id, cancellationToken).ConfigureAwait(false);
            return await ReadResultsAsync(request, job, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not DestinationException { Effect: FailureEffect.Unknown })
        {
            await AbortAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until jobs have ended that somebody else began.</summary>
    /// <exception cref="DestinationException">One did not.</exception>
    public async Task AwaitAsync(string id, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var job = await ReadAsync(id, cancellationToken).ConfigureAwait(false);
            if (job is null || job.IsOver) return;
            // Nothing that another try in this run would mend: it has been waited for.
            if (timeProvider.GetElapsedTime(started) > timeout) throw new DestinationException($"Salesforce's bulk job {id} was begun before this run and has not ended within BulkTimeout, {timeout}. It may write older values over newer ones: wait for it, or abort it (Setup > Bulk Data Load Jobs), then run again.", FailureEffect.NothingPermanent);
            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> CreateAsync(BulkRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("object", request.ObjectName);
            json.WriteString("operation", request.Operation);
            if (request.ExternalId is not null) json.WriteString("externalIdFieldName", request.ExternalId);
            json.WriteString("contentType", "CSV");
            json.WriteString("lineEnding", "LF");
            json.WriteString("columnDelimiter", "COMMA");
            json.WriteEndObject();
        }

        var answer = await NothingDoneAsync(HttpMethod.Post, "jobs/ingest", body.ToArray(), "application/json", cancellationToken).ConfigureAwait(false);
        return JobState.Of(answer)?.Id ?? throw new DestinationException($"{answer.Host} made a bulk job without an id.", FailureEffect.NothingTransient);
    }

    /// <summary>Says that the upload is complete, and waits for the end.</summary>
    private async Task<JobState> FinishAsync(string id, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        bool? isClosed = false;
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            if (isClosed == false) isClosed = await CloseAsync(id, cancellationToken).ConfigureAwait(false);
            var job = isClosed == false ? null : await PollAsync(id, cancellationToken).ConfigureAwait(false);
            if (job is { IsOver: true }) return job;
            // Whether a word that was not answered was heard the job's state says.
            if (job is not null) isClosed = job.State != "Open";
            if (timeProvider.GetElapsedTime(started) > timeout) return await GiveUpAsync(id, isClosed, cancellationToken).ConfigureAwait(false);
            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>Whether it was heard; null where nobody knows.</returns>
    private async Task<bool?> CloseAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await SetStateAsync(id, "UploadComplete", requests, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DestinationException e) when (Passes(e) && (e.Effect == FailureEffect.Unknown || !org.IsCancelled))
        {
            return e.Effect == FailureEffect.Unknown ? null : false;
        }
    }

    /// <returns>The job; null where it could not be asked for in passing.</returns>
    private async Task<JobState?> PollAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new DestinationException($"Salesforce's bulk job {id} is gone, so that it can't be told what became of its rows.", FailureEffect.Unknown);
        }
        catch (DestinationException e) when (Passes(e) && e.Effect != FailureEffect.Unknown)
        {
            return null;
        }
        catch (DestinationException e)
        {
            throw new DestinationException(e.Message, FailureEffect.Unknown, e) { RetryAfter = e.RetryAfter };
        }
    }

    private async Task<JobState> GiveUpAsync(string id, bool? isClosed, CancellationToken cancellationToken)
    {
        if (isClosed == false) throw new DestinationException($"Salesforce's bulk job {id} could not be set going within BulkTimeout, {timeout}.", FailureEffect.NothingTransient);
        await AbortAsync(id).ConfigureAwait(false);
        var job = await PollAsync(id, cancellationToken).ConfigureAwait(false);
        if (job is { IsOver: true }) return job with { Error = $"it took longer than BulkTimeout, {timeout}" };
        throw new DestinationException($"Salesforce's bulk job {id} took longer than BulkTimeout, {timeout}, and could not be aborted, so that it can't be told what becomes of its rows.", FailureEffect.Unknown);
    }

    private async Task<BulkResults> ReadResultsAsync(BulkRequest request, JobState job, CancellationToken cancellationToken)
    {
        var results = new BulkResults(job.Id, job.State) { Failure = job.Failure(requests.Mask) };
        await AddAsync("successfulResults", (key, _) => results.Succeeded.Add(key)).ConfigureAwait(false);
        await AddAsync("failedResults", (key, error) => results.Failed.TryAdd(key, SalesforceError.OfBulk(error))).ConfigureAwait(false);
        await AddAsync("unprocessedrecords", (key, _) => results.Unprocessed.Add(key)).ConfigureAwait(false);
        return results;

        async Task AddAsync(string set, Func<string, string, bool> add)
        {
            var csv = await PatientlyAsync($"jobs/ingest/{job.Id}/{set}/", cancellationToken).ConfigureAwait(false);
            try
            {
                results.Add(csv, request.KeyColumn, add);
            }
            catch (FormatException e)
            {
                throw new DestinationException($"The {set} of Salesforce's bulk job {job.Id} could not be read: {e.Message}. So it can't be told what became of its rows.", FailureEffect.Unknown, e);
            }
        }
    }

    /// <summary>Reads, and again where that fails in passing: what is asked for is known already.</summary>
    private async Task<string> PatientlyAsync(string path, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await org.ReadAsync(path, _begun, cancellationToken).ConfigureAwait(false)).Text;
            }
            catch (DestinationException e) when (tries == MostTries || !Passes(e))
            {
                throw new DestinationException(e.Message, FailureEffect.Unknown, e) { RetryAfter = e.RetryAfter };
            }
            catch (DestinationException)
            {
                await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
                pause = Longer(pause);
            }
        }
    }

    private async Task SetStateAsync(string id, string state, RequestContext context, CancellationToken cancellationToken)
    {
        var answer = await org.SendAsync(HttpMethod.Patch, $"jobs/ingest/{id}", Encoding.UTF8.GetBytes($"{{\"state\":\"{state}\"}}"), context, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess) return;
        var failure = SalesforceFailures.Of(answer);
        throw failure.Effect == FailureEffect.NothingRefused ? SalesforceOrg.NothingDone(failure) : failure;
    }

    /// <summary>Aborts a job where that can be done at once; one that can't be is waited for when the next run begins.</summary>
    private async Task AbortAsync(string id)
    {
        using var soon = new CancellationTokenSource(TimeToAbort);
        try
        {
            await SetStateAsync(id, "Aborted", _begun, soon.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DestinationException or OperationCanceledException)
        {
        }
    }

    /// <returns>The job; null where there is none of the id.</returns>
    private async Task<JobState?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await org.ReadAsync($"jobs/ingest/{id}", _begun, cancellationToken, takesNotFound: true).ConfigureAwait(false);
        if (!answer.IsSuccess) return null;
        return JobState.Of(answer) ?? throw new DestinationException($"{answer.Describe()}, which is no bulk job.", FailureEffect.NothingTransient);
    }

    private async Task<HttpAnswer> NothingDoneAsync(HttpMethod method, string path, byte[] body, string contentType, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await org.SendAsync(method, path, body, requests, cancellationToken, contentType).ConfigureAwait(false);
            return answer.IsSuccess ? answer : throw SalesforceFailures.Of(answer);
        }
        catch (DestinationException e)
        {
            throw SalesforceOrg.NothingDone(e);
        }
    }

    private static bool Passes(DestinationException e) => e.Effect is FailureEffect.NothingTransient or FailureEffect.Unknown && (e.RetryAfter ?? TimeSpan.Zero) <= LongestPause;

    private static TimeSpan Longer(TimeSpan pause) => pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
}
