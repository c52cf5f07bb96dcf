using System.Collections.Immutable;

namespace Syncline.Tests.Engine.Oracle;

/// <summary>What SPEC says of a run without looking at the world: how it ends early, what it stands for, and how its report must read.</summary>
internal static class OracleChecks
{
    /// <summary>Row by row: what ends a run before its plan is complete.</summary>
    public static (SyncStatus Status, int Queried)? EndsWhileReading(RunSpec spec, ImmutableArray<Row> rows)
    {
        var seen = new HashSet<int>();
        for (var i = 0; i <= rows.Length; i++)
        {
            if (spec.CancelledAtRow == i) return (SyncStatus.Cancelled, i);
            if (spec.SourceFailsAfter == i) return (SyncStatus.Failed, i);
            if (i == rows.Length) break;
            if (rows[i].IsUnreadable && spec.UnreadableRows == UnreadableRows.Fail) return (SyncStatus.Failed, i + 1);
            if (!rows[i].IsUnreadable && rows[i].Key is { } key && !seen.Add(key) && spec.DuplicateKeys == DuplicateKeys.Fail) return (SyncStatus.Stopped, i + 1);
        }

        return null;
    }

    /// <summary>What a fingerprint is over: of a removal the key alone, whatever row is kept of it.</summary>
    public static (SyncMode, WhenRemoved, int, HashSet<(string, Sent)>) Fingerprinted(RunSpec spec, NaivePlan plan)
        => (spec.Mode, spec.WhenRemoved, spec.Version, [.. plan.Operations.Select(planned => planned.Change == "removed" ? (planned.Change, planned.Operation with { Row = null }) : planned)]);

    public static bool Same(object left, object right)
    {
        var (a, b) = (((SyncMode, WhenRemoved, int, HashSet<(string, Sent)>))left, ((SyncMode, WhenRemoved, int, HashSet<(string, Sent)>))right);
        // A row's version shows only where there is a row.
        var isVersionSeen = a.Item4.Any(operation => operation.Item2.Row is not null);
        return a.Item1 == b.Item1 && a.Item2 == b.Item2 && (a.Item3 == b.Item3 || !isVersionSeen) && a.Item4.SetEquals(b.Item4);
    }

    public static void EarlyEnd(SyncReport report, SyncStatus status, int queried)
    {
        Assert.Equal((status, new SyncCounts { Queried = queried }), (report.Status, report.Counts));
        Assert.NotNull(report.Message);
    }

    public static void Report(NaivePlan plan, Replay replay, SyncReport report, Fate fate, bool failed)
    {
        var c = report.Counts;
        Assert.True(c.FindImbalance() is null, $"{c.FindImbalance()} in {report}: {report.Message} {report.Error}");
        PlanCounts(plan, c);
        Assert.Equal((replay.Succeeded, replay.Skipped, replay.Rejected, replay.Unknown, replay.Deferred), (c.Succeeded, c.Skipped, c.Rejected, c.Unknown, c.Deferred));
        var end = plan.RecordsOnly && fate.Log.OfType<Happening.Append>().FirstOrDefault(append => append.Threw) is { } append ? append.LostLease ? SyncStatus.Stopped : SyncStatus.Failed : replay.End;
        var isClean = plan.NullKey + plan.Duplicate + replay.Rejected + replay.Unknown + replay.Deferred == 0;
        Assert.True(report.Status == (end ?? (isClean ? SyncStatus.Succeeded : SyncStatus.Incomplete)), $"status {report.Status} instead of {end?.ToString() ?? (isClean ? "Succeeded" : "Incomplete")}: {report.Message}");
        // A lease lost while the log is folded is no failure, but it is told.
        if (!fate.Log.OfType<Happening.LeaseTaken>().Any()) Assert.Equal(report.Status == SyncStatus.Succeeded && plan.Parked + plan.ByLedger == 0 && !plan.TellsOfModel, report.Message is null);
        var toldOf = plan.TellsOfModel ? $"The model changed (column 'Active' {(plan.State.Version == 2 ? "was added (Boolean?)" : "is gone")}), so {plan.StaleRows} " : "The model changed";
        Assert.Equal(plan.TellsOfModel, report.Message?.Contains(toldOf, StringComparison.Ordinal) ?? false);
        Assert.Equal(plan.ByLedger, report.KeyClashes.Length);
        var deferred = report.Troubled.Where(static trouble => trouble.Outcome == Outcome.Deferred).ToArray();
        // The destination's own words, and none of what was left because delivery ended.
        Assert.True(deferred.Length <= c.Deferred && deferred.All(static trouble => trouble.Reason == "told to"), $"{report}: {string.Join("; ", deferred.Take(3))}");
        if (!failed) Assert.Equal(replay.Rejected + replay.Unknown + plan.Parked, report.Troubled.Length - deferred.Length);
    }

    public static void PlanCounts(NaivePlan plan, SyncCounts c)
    {
        Assert.Equal(
            (plan.Queried, plan.Full, plan.Unchanged, plan.Added, plan.Changed, plan.NullKey, plan.Duplicate, plan.Superseded),
            (c.Queried, c.Full, c.Unchanged, c.Added, c.Changed, c.NullKey, c.Duplicate, c.Superseded));
        Assert.Equal((plan.Known, plan.Removed, plan.Waiting, plan.Held, plan.Absent, plan.Carried), (c.Known, c.Removed, c.Waiting, c.Held, c.Absent, c.Carried));
        Assert.Equal(
            (plan.Planned, plan.Parked, plan.ByMode, plan.ByKeep, plan.NotOurs, plan.ByBaseline, plan.ByLedger),
            (c.Planned, c.Parked, c.IgnoredByMode, c.IgnoredByKeep, c.IgnoredNotOurs, c.IgnoredByBaseline, c.IgnoredByLedger));
    }

    public static SyncDefinition Definition(RunSpec spec) => new("Oracle.Sync", ActualState.StateId, spec.Type, spec.Mode)
    {
        WhenRemoved = spec.WhenRemoved,
        FirstRun = spec.FirstRun,
        ActOn = spec.ActOn,
        OnModelChange = spec.OnModelChange,
        RemoveAfterRuns = spec.RemoveAfterRuns,
        KeepLedger = spec.KeepLedger,
    };
}
