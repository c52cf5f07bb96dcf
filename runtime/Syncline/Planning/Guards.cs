using System.Globalization;

namespace Syncline;

/// <summary>Looks at a complete plan before anything of it is visible, and stops what looks like an accident.</summary>
internal static class Guards
{
    /// <summary>The first guard that stops the plan, or null.</summary>
    /// <param name="context">The run: nothing leaves a ledger, so no event or action is missed; and what undoes a run reads no source.</param>
    /// <param name="counts">The plan's books.</param>
    /// <param name="previous">How many rows the run before delivered, where each run acts on every row.</param>
    /// <param name="firstTime">Operations planned for the first time.</param>
    /// <param name="fingerprint">Takes the fingerprint; asked for only when something is in the way.</param>
    public static GuardStop? Check(RunContext context, SyncCounts counts, long previous, (long Added, long Changed, long Removed) firstTime, Func<string> fingerprint)
    {
        var options = context.Options;
        if (Find(context, counts, previous, firstTime, options) is not var (guard, message)) return null;
        var print = fingerprint();
        if (options.ApprovedFingerprint == print) return null;
        var approved = options.ApprovedFingerprint is { } other ? $" The approved fingerprint {other} is of another plan." : "";
        return new GuardStop(guard, $"{message}{approved} To make exactly this, run with Approve(\"{print}\").", print);
    }

    /// <summary>The guard on records that All deletes because they are none of the run's rows; null where they may go.</summary>
    /// <param name="foreign">The records it would delete.</param>
    /// <param name="records">How many records the destination holds.</param>
    /// <param name="rows">How many rows the source has.</param>
    /// <param name="plan">Takes the plan's fingerprint; asked for only when something is in the way.</param>
    /// <param name="options">What the run allows.</param>
    public static GuardStop? CheckForeign(IReadOnlyList<ForeignRecord> foreign, long records, long rows, Func<string> plan, SyncOptions options)
    {
        long count = foreign.Count(record => record.Outcome.Outcome == Outcome.Succeeded);
        // Without a row even the few that it deletes without a word elsewhere are all there is.
        var limit = rows == 0 && options.StopOnEmptySource ? 0 : RemovalLimit(records, options);
        if (count <= Math.Max(limit, options.AllowedRemovals ?? -1)) return null;
        var print = PlanFingerprint.WithForeign(plan(), foreign);
        if (options.ApprovedFingerprint == print) return null;
        var approved = options.ApprovedFingerprint is { } other ? $" The approved fingerprint {other} is of something else." : "";
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The run would delete {count} of the destination's {Sentence.Count(records, "record")}, because the source has no {(rows == 0 ? "valid row at all" : "row for them")}; without a word it deletes {(rows == 0 ? "none then" : Allowed(limit, options))}. Look whether this is the right table and the whole source; if it is, run with AllowRemovals({count}).{approved} To make exactly this, run with Approve(\"{print}\").");
        return new GuardStop("Foreign", message, print);
    }

    private static string Allowed(long limit, SyncOptions options)
        => string.Create(CultureInfo.InvariantCulture, $"up to {limit} (the larger of {options.RemovalLimitRows} rows and {options.RemovalLimitShare * 100:0.#} %)");

    private static long RemovalLimit(long known, SyncOptions options)
    {
        // In decimal: 29 % of 100 keys are 29, not 28.999….
        var share = options.RemovalLimitShare >= 1 ? known : (long)(known * (decimal)options.RemovalLimitShare);
        return Math.Max(options.RemovalLimitRows, share);
    }

    private static (string Guard, string Message)? Find(RunContext context, SyncCounts counts, long previous, (long Added, long Changed, long Removed) firstTime, SyncOptions options)
    {
        var allowed = options.AllowedRemovals ?? -1;
        if (options.StopOnEmptySource && context.Undo is null && !SyncFamily.IsLedger(context.Sync) && counts.Known > 0 && counts.Queried == counts.Invalid && counts.Held < counts.Known && allowed < counts.Known)
        {
            var seen = counts.Queried == 0 ? "returned no row" : string.Create(CultureInfo.InvariantCulture, $"returned no valid row ({counts.Invalid} invalid)");
            return ("EmptySource", string.Create(CultureInfo.InvariantCulture, $"The source {seen}, while {Sentence.Count(counts.Known, "key")} {(counts.Known == 1 ? "is" : "are")} known. Look whether the query or the source is right; if it is, run with AllowRemovals({counts.Known})."));
        }

        if (options.StopOnEmptySource && previous > 0 && counts.Full == 0 && allowed < previous)
        {
            return ("EmptySource", string.Create(CultureInfo.InvariantCulture, $"The source returned no {(counts.Queried == 0 ? "row" : $"valid row ({counts.Invalid} invalid)")}, while the run before delivered {previous}. Look whether the query or the source is right; if it is, run with AllowRemovals({previous})."));
        }

        var limit = RemovalLimit(counts.Known, options);
        if (firstTime.Removed > Math.Max(limit, allowed))
        {
            return ("Removals", string.Create(
                CultureInfo.InvariantCulture,
                $"The run would remove {firstTime.Removed} of {Sentence.Count(counts.Known, "known key")}; without a word it removes {Allowed(limit, options)}. If that is meant, run with AllowRemovals({firstTime.Removed})."));
        }

        if (Passes(firstTime.Added, counts.Known, options.AddedLimitShare)) return ("Added", Share(firstTime.Added, "added row", counts.Known, nameof(options.AddedLimitShare), options.AddedLimitShare!.Value));
        if (Passes(firstTime.Changed, counts.Known, options.ChangedLimitShare)) return ("Changed", Share(firstTime.Changed, "changed row", counts.Known, nameof(options.ChangedLimitShare), options.ChangedLimitShare!.Value));
        if (firstTime.Added > options.AddedLimit)
        {
            return ("Added", string.Create(CultureInfo.InvariantCulture, $"The run would act on {Sentence.Count(firstTime.Added, "added row")}; AddedLimit is {options.AddedLimit}. If that is meant, raise it for this run."));
        }

        if (firstTime.Changed > options.ChangedLimit)
        {
            return ("Changed", string.Create(CultureInfo.InvariantCulture, $"The run would act on {Sentence.Count(firstTime.Changed, "changed row")}; ChangedLimit is {options.ChangedLimit}. If that is meant, raise it for this run."));
        }

        return null;
    }

    private static bool Passes(long count, long known, double? share) => known > 0 && share < 1e9 && count > known * (decimal)share.Value;

    private static string Share(long count, string what, long known, string setting, double share)
        => string.Create(CultureInfo.InvariantCulture, $"The run would act on {Sentence.Count(count, what)}, with {Sentence.Count(known, "known key")}; {setting} is {share * 100:0.#} %. If that is meant, raise it for this run.");
}
