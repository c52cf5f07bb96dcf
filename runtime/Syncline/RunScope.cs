namespace Syncline;

/// <summary>What a run holds open, and the promise that whatever goes wrong becomes a status of its report.</summary>
internal sealed class RunScope
{
    private readonly Stack<IAsyncDisposable> _open = [];

    private RunScope()
    {
    }

    /// <summary>The books of the run, from when there are any.</summary>
    public SyncCounts Counts { get; set; } = new();

    /// <summary>Runs, closes what was opened, and reports.</summary>
    public static async Task<SyncReport> RunAsync(RunContext context, Func<RunScope, Task<SyncReport>> run, CancellationToken cancellationToken)
    {
        var scope = new RunScope();
        SyncReport report;
        try
        {
            report = await run(scope).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            report = RunReports.Of(context, e, scope.Counts.Queried, cancellationToken);
        }

        while (scope._open.TryPop(out var open)) await CloseAsync(open, report).ConfigureAwait(false);
        context.Progress.Report(SyncPhase.Finished, report.Counts.Planned - report.Counts.Deferred, report.Counts.Planned, report.Counts);
        if (context.Progress.Failure is { } failure) report.Append("The listener of progress threw, and was told no more of the run", failure);
        return report;
    }

    /// <summary>Takes over the closing of something.</summary>
    public T Own<T>(T open)
        where T : IAsyncDisposable
    {
        _open.Push(open);
        return open;
    }

    private static async Task CloseAsync(IAsyncDisposable open, SyncReport report)
    {
        try
        {
            await open.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What was delivered and committed stays so.
            report.Append("Closing failed after the run", e);
        }
    }
}
