namespace Syncline;

/// <summary>Bulk jobs that a run left behind when it was killed: they would write older values over those of the next run.</summary>
internal static class PendingJobs
{
    /// <summary>Waits until no job of the same user is at work on an object.</summary>
    /// <exception cref="DestinationException">One is, for longer than is waited for.</exception>
    public static async Task AwaitAsync(SalesforceOrg org, SalesforceObject destination, DeliveryContext context, CancellationToken cancellationToken)
    {
        var requests = RequestContext.OfOpening(destination.Identity, context.RunId);
        var pending = new List<string>();
        for (string? path = "jobs/ingest?jobType=V2Ingest"; path is not null;)
        {
            var answer = await org.ReadAsync(path, requests, cancellationToken).ConfigureAwait(false);
            try
            {
                var json = answer.Json;
                pending.AddRange(json.GetProperty("records").EnumerateArray().Select(JobState.Of).OfType<JobState>().Where(job => job.IsPending && IsOurs(job)).Select(static job => job.Id));
                path = json.GetProperty("done").GetBoolean() ? null : org.PathOf(json.GetProperty("nextRecordsUrl").GetString()!);
            }
            catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or DestinationException)
            {
                throw new DestinationException($"The list of bulk jobs that {answer.Host} gave could not be read: {e.Message}", FailureEffect.NothingTransient, e);
            }
        }

        var job = new BulkJob(org, context.TimeProvider, destination.BulkTimeout, requests);
        foreach (var id in pending) await job.AwaitAsync(id, cancellationToken).ConfigureAwait(false);

        bool IsOurs(JobState job) => string.Equals(job.Object, destination.Name, StringComparison.OrdinalIgnoreCase) && (org.UserId is null || job.UserId is null || SalesforceId.AreSame(job.UserId, org.UserId));
    }
}
