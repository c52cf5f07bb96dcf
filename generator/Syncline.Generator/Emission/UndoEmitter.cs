using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes what undoes the last run of a sync whose rows are kept: a plan of its own, for it asks other things of the destination.</summary>
internal static class UndoEmitter
{
    public static void EmitMethod(CodeWriter writer, ModelCode code)
    {
        writer.Line();
        writer.Line("/// <summary>Finds what brings the destination back to what it was before the last run that delivered anything, without doing it.</summary>");
        writer.Line("/// <remarks>The next run does it again unless the source is corrected first. A record that the run added is deleted, even if it was there before, made by somebody else, and what others wrote under a key meanwhile is overwritten. An undo that ended midway is planned again for what is left; one that is done is not undone.</remarks>");
        SyncEmitter.EmitParameters(writer, ("state", "Where the state is kept; nothing is written to it."), ("options", "Settings of this run."), ("cancellationToken", "Cancels planning."));
        writer.Line("/// <returns>The plan: to look at, print, approve and apply.</returns>");
        writer.Line("/// <exception cref=\"global::Syncline.StateException\">The state remembers no run to undo, or not every row it takes.</exception>");
        writer.Line($"public static async {SyncEmitter.Task}<UndoPlan> PlanUndoAsync(global::Syncline.IStateStore state, {SyncEmitter.Options}, {SyncEmitter.Cancellation})");
        using (writer.Indent()) writer.Line($"=> new(await global::Syncline.SyncEngine.PlanUndoAsync<{code.Self}, {code.Key}>(Definition, state, options, cancellationToken).ConfigureAwait(false));");
    }

    public static void EmitPlanClass(CodeWriter writer, ModelCode code, Sync sync)
    {
        writer.Line();
        writer.Line("/// <summary>The operations that undo the last run.</summary>");
        writer.Line("/// <param name=\"run\">The planned run.</param>");
        using (writer.Block($"public sealed class UndoPlan(global::Syncline.PlannedRun<{code.Self}, {code.Key}> run) : global::Syncline.SyncPlan<{code.Self}, {code.Key}>(run)"))
        {
            writer.Line("/// <summary>Applies the plan, unless the state has moved since. The next run does again what is undone, unless the source is corrected first.</summary>");
            SyncEmitter.EmitParameters(writer, ("destination", "Where the operations are delivered to."), ("cancellationToken", "Cancels the run; its report says so."));
            SyncEmitter.EmitDestinationType(writer, code);
            writer.Line($"public {SyncEmitter.Task}<global::Syncline.SyncReport> ApplyAsync<{code.Destination}>({code.Destination} destination, {SyncEmitter.Cancellation})");
            using (writer.Indent())
            {
                writer.Line($"where {code.Destination} : {string.Join(", ", sync.UndoCapabilities.Select(SyncEmitter.Qualified))}");
                writer.Line("=> ApplyToAsync(destination, cancellationToken);");
            }
        }
    }
}
