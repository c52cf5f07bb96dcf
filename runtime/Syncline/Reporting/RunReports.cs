using System.Collections.Immutable;
using System.Globalization;

namespace Syncline;

/// <summary>Makes the report of a run.</summary>
internal static class RunReports
{
    /// <summary>The report of a run that ended before its plan was complete: it reports what was queried, and nothing was delivered.</summary>
    public static SyncReport Of(RunContext context, Exception e, long queried, CancellationToken cancellationToken)
    {
        var status = e switch
        {
            _ when cancellationToken.IsCancellationRequested && IsCancellation(e) => SyncStatus.Cancelled,
            SyncStoppedException or LeaseHeldException or LeaseLostException => SyncStatus.Stopped,
            OpeningDeferredException => SyncStatus.Incomplete,
            _ => SyncStatus.Failed,
        };
        var message = status == SyncStatus.Cancelled ? "Cancelled before anything was delivered." : e.Message;
        var error = status is SyncStatus.Failed or SyncStatus.Incomplete ? e : null;
        return Report(context, status, new SyncCounts { Queried = queried }, message, error, null, [], [], []);
    }

    /// <summary>The report of a run whose plan was complete.</summary>
    public static SyncReport Of<TModel, TKey>(PlannedRun<TModel, TKey> run, ReportList<TroubledOperation>? troubled, DeliveryEnd? end)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var counts = run.Planner.Counts;
        var undone = run.Context.Undo;
        var trouble = troubled?.ToImmutable() ?? [];
        var (status, message) = (end?.Status, undone is null && counts.Deferred > 0 ? end?.Whole : end?.Message);
        if (counts.FindImbalance() is { } imbalance)
        {
            (status, message) = (SyncStatus.Failed, $"The books do not balance ({imbalance}), which is a bug of Syncline: please report it. {message}".TrimEnd());
        }

        status ??= IsClean(counts) ? SyncStatus.Succeeded : SyncStatus.Incomplete;
        message ??= status == SyncStatus.Incomplete || counts.Parked > 0 || counts.IgnoredByLedger > 0 ? Summary(counts, trouble.Any(static operation => operation.Outcome == Outcome.Deferred), undone is not null) : null;
        if (undone is not null && run.Guard is null && counts.Planned > 0) message = $"{(message is null ? "" : $"{Sentence.Of(message)} ")}{undone.Became(counts)}";
        if (run.ModelNote is { } note) message = message is null ? note : $"{Sentence.Of(message)} {note}";
        var guard = status == SyncStatus.Stopped ? run.Guard : null;
        return Report(run.Context, status.Value, counts, message, end?.Error, guard, run.Planner.Invalid.ToImmutable(), trouble, run.Planner.Clashes.ToImmutable());
    }

    /// <summary>A source or driver may wrap the cancellation in an error of its own.</summary>
    private static bool IsCancellation(Exception? e) => e is OperationCanceledException || (e is not null && IsCancellation(e.InnerException));

    /// <summary>Whether nothing was invalid, and everything planned was delivered.</summary>
    public static bool IsClean(SyncCounts counts) => counts.Invalid + counts.Rejected + counts.Unknown + counts.Deferred == 0;

    private static string? Summary(SyncCounts counts, bool namesDeferred, bool isUndo)
    {
        var parts = new List<string>();
        void Part(long count, string what)
        {
            if (count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
        }

        Part(counts.Invalid, $"invalid {(counts.Invalid == 1 ? "row" : "rows")} (see InvalidRows)");
        Part(counts.Rejected, "rejected (see Troubled)");
        Part(counts.Unknown, "not answered (see Troubled)");
        // What an undo leaves is no next run's to do.
        Part(isUndo ? 0 : counts.Deferred, $"deferred to the next run{(namesDeferred ? " (see Troubled)" : "")}");
        Part(counts.Parked, "parked and no longer tried by themselves (see Troubled; ReplayAsync, AcceptAsync and DropAsync settle them, and a rejected row is tried again when it changes)");
        Part(counts.IgnoredByLedger, "not sent because their key was delivered before, with other values: the key may not be unique (see KeyClashes)");
        return parts.Count == 0 ? null : string.Join(", ", parts) + ".";
    }

    private static SyncReport Report(
        RunContext context,
        SyncStatus status,
        SyncCounts counts,
        string? message,
        Exception? error,
        GuardStop? guard,
        ImmutableArray<InvalidRow> invalid,
        ImmutableArray<TroubledOperation> troubled,
        ImmutableArray<KeyClash> clashes)
        => new()
        {
            Sync = context.Sync.Name,
            RunId = context.RunId,
            Status = status,
            Counts = counts,
            Started = context.Started,
            Duration = context.Elapsed,
            Message = message,
            Error = error,
            Guard = guard,
            InvalidRows = invalid,
            Troubled = troubled,
            KeyClashes = clashes,
        };
}
