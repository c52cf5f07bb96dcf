using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the methods of a sync that list and settle what is no longer tried by itself.</summary>
internal static class ParkedEmitter
{
    private const string Cancellation = "global::System.Threading.CancellationToken cancellationToken = default";
    private const string Task = "global::System.Threading.Tasks.Task";

    public static void Emit(CodeWriter writer, ModelCode code)
    {
        writer.Line();
        writer.Line("/// <summary>Lists the operations that are no longer tried by themselves: rejected too often, or not answered and not safe to repeat.</summary>");
        writer.Line("/// <param name=\"state\">Where the state is kept.</param>");
        EmitTail(writer);
        writer.Line($"public static {Task}<global::System.Collections.Immutable.ImmutableArray<global::Syncline.ParkedOperation<{code.Key}>>> ParkedAsync(global::Syncline.IStateStore state, string? instance = null, {Cancellation})");
        using (writer.Indent()) writer.Line($"=> global::Syncline.SyncEngine.ParkedAsync<{code.Self}, {code.Key}>(Definition, state, instance, cancellationToken);");
        EmitSettling(writer, code, "Replay", "Lets the next run try a parked operation again.");
        EmitSettling(writer, code, "Accept", "Takes a parked operation for applied: its row is dealt with until it changes, and the record is ours.");
        EmitSettling(writer, code, "Drop", "Gives a parked operation up: its row is dealt with until it changes, and the record stays whose it was.");
    }

    private static void EmitSettling(CodeWriter writer, ModelCode code, string verb, string summary)
    {
        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line("/// <param name=\"state\">Where the state is kept.</param>");
        writer.Line("/// <param name=\"key\">The key of the operation.</param>");
        EmitTail(writer);
        writer.Line($"public static {Task} {verb}Async(global::Syncline.IStateStore state, {code.Key} key, string? instance = null, {Cancellation})");
        using (writer.Indent()) writer.Line($"=> global::Syncline.SyncEngine.{verb}Async<{code.Self}, {code.Key}>(Definition, state, key, instance, cancellationToken);");
    }

    private static void EmitTail(CodeWriter writer)
    {
        writer.Line("/// <param name=\"instance\">The instance, where the sync runs for several tenants.</param>");
        writer.Line("/// <param name=\"cancellationToken\">Cancels it.</param>");
    }
}
