namespace Syncline;

/// <summary>Says in a sentence that the model changed, and what becomes of the rows that an earlier version of it delivered.</summary>
internal static class ModelNote
{
    /// <param name="sync">The sync.</param>
    /// <param name="head">The state's head, as the run writes it.</param>
    /// <param name="rows">How many known rows of the result were recorded under an earlier version.</param>
    /// <returns>The sentence; <see langword="null"/> when the model did not change, or nothing is left of it.</returns>
    public static string? Of(SyncDefinition sync, StateHead head, long rows)
    {
        // A resync acts on every row because somebody said so; its generation has the signature of the one before.
        if (rows == 0 || head.Phase == StatePhase.Resync || head.Generations.Length < 2 || head.Generations[^2] == head.Model) return null;
        var what = SyncFamily.IsLedger(sync) ? $"{Sentence.Count(rows, "delivered key")} {(rows == 1 ? "takes a new hash" : "take new hashes")}, and nothing is sent again for it"
            : sync.OnModelChange == ModelChange.Rebaseline ? $"{Sentence.Count(rows, "known row")} {(rows == 1 ? "is" : "are")} recorded anew, and not sent"
            : $"{Sentence.Count(rows, "known row")} {(rows == 1 ? "compares" : "compare")} as changed";
        return $"The model changed ({ModelDifference.Describe(head.Generations[^2], head.Model)}), so {what}.";
    }
}
