using System.Globalization;

namespace Syncline;

/// <summary>A run that another one undoes.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Phase">Where the state stood before it.</param>
internal sealed record UndoneRun(string RunId, StatePhase Phase)
{
    /// <summary>What a plan and a report that undo say of the time after.</summary>
    public const string Warning = "The next run does it again unless the source is corrected first.";

    /// <summary>Of how many records or members that are taken out it is not known whether they were there before the run.</summary>
    public long PerhapsThere { get; init; }

    /// <summary>What became of the undo.</summary>
    public string Became(SyncCounts counts)
    {
        var done = counts.Succeeded + counts.Skipped;
        if (done == counts.Planned) return $"What run {RunId} did was undone. {Warning}";
        var left = string.Create(CultureInfo.InvariantCulture, $"Of run {RunId} {done} of {Sentence.Count(counts.Planned, "operation")} {(done == 1 ? "was" : "were")} undone; PlanUndoAsync plans what is left.");
        return done == 0 ? left : $"{left} The next run does again what was undone unless the source is corrected first.";
    }

    /// <summary>What a plan says of records that somebody else may have made; null when there are none.</summary>
    public string? OfStrangers(bool members)
    {
        if (PerhapsThere == 0) return null;
        var (verb, one) = PerhapsThere == 1 ? ("is", "it was") : ("are", "one was");
        return $"{Sentence.Count(PerhapsThere, members ? "member" : "record")} that the run added {verb} {(members ? "taken out" : "deleted")}; if {one} there before the run, made by somebody else, that is not known and not brought back";
    }
}
