using Syncline.Generator.Model;
using Syncline.Generator.Signatures;

namespace Syncline.Analyzers;

/// <summary>SYNC015 and SYNC016: the model is as the file of checked-in models has it. A change of it is a change of what the next run sends.</summary>
internal static class ModelVersionRules
{
    public static void Check(Declaration declaration, CheckedInModels checkedIn)
    {
        if (declaration.Model is not { } model) return;
        var now = ModelLine.Of(model);
        if (checkedIn.Models.IsUnclear(now.Name)) return;
        var fix = FixData.ModelLine(now.Name, now.ToString());
        if (checkedIn.Models.Find(now.Name) is not { } before)
        {
            declaration.Report(Rules.ModelNotCheckedIn, Sites.Name(declaration.Type), fix, declaration.Type.Name, "has no line in Syncline.Models.txt, so no change of it is noticed: add one");
        }
        else if (Difference(before, now) is { } difference)
        {
            declaration.Report(Rules.ModelMoved, Sites.Name(declaration.Type), fix, declaration.Type.Name, difference, Consequences(model, before.Key != now.Key));
        }
    }

    private static string? Difference(ModelLine before, ModelLine now)
    {
        var parts = new List<string>();
        if (before.Key != now.Key) parts.Add($"its key was '{before.Key}' and is '{now.Key}'");
        // By meaning, not by letter: a number has more than one spelling.
        if (before.Columns != now.Columns && !AreSame(before.Columns, now.Columns)) parts.Add(ModelDifference.Describe(before.Columns, now.Columns));
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static bool AreSame(string before, string now)
        => SignatureColumn.Read(before) is { } old && SignatureColumn.Read(now) is { } columns && old.SequenceEqual(columns);

    private static string Consequences(SyncModel model, bool keyChanged)
    {
        if (model.Syncs.Count == 0) return "it has no sync that would send it";
        var effects = model.Syncs.GroupBy(sync => Effect(sync, keyChanged), StringComparer.Ordinal).Select(group => $"{Sentence.List(group.Select(sync => sync.Member))}: {group.Key}");
        return string.Join("; ", effects);
    }

    private static string Effect(Sync sync, bool keyChanged)
    {
        if (keyChanged) return "its state does not fit any more, and each run stops until ResetAsync or ResyncAsync";
        if (sync.OnModelChange == ModelChange.Fail) return "the next run stops";
        if (sync.Type is SyncType.Events or SyncType.Actions) return "nothing is sent again";
        if (sync.Mode is SyncMode.All or SyncMode.Archive or SyncMode.Snapshot) return "each run acts on every row in any case";
        if (sync.OnModelChange == ModelChange.Rebaseline) return "every known row is recorded, and not sent";
        return ActsOnChanged(sync) ? "every known row is sent again" : $"every known row is recorded, and not sent, for {sync.Mode} leaves changed rows alone";
    }

    private static bool ActsOnChanged(Sync sync)
        => sync.ActOn != SyncChanges.None ? (sync.ActOn & SyncChanges.Changed) != 0 : sync.Mode is SyncMode.Update or SyncMode.Upsert or SyncMode.Diff;
}
