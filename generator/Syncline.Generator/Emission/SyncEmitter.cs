using System.Globalization;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the class of one sync: what it is, and the methods that run it.</summary>
internal static class SyncEmitter
{
    private const string Options = "global::Syncline.SyncOptions? options = null";
    private const string Cancellation = "global::System.Threading.CancellationToken cancellationToken = default";
    private const string Task = "global::System.Threading.Tasks.Task";

    public static void Emit(CodeWriter writer, ModelCode code, Sync sync)
    {
        writer.Line($"/// <summary>The sync <c>{code.Name}.{sync.Member}</c>: {Purpose(sync)}</summary>");
        writer.Line(ModelCode.GeneratedCode);
        using (writer.Block($"public static class {Identifiers.Escape(sync.Member)}"))
        {
            EmitDefinition(writer, code, sync);
            EmitRun(writer, code, sync);
            EmitPlan(writer, code);
            EmitState(writer, code, "Reset", "Makes the next run take the source as delivered and send nothing.");
            EmitResync(writer, code, sync);
            ParkedEmitter.Emit(writer, code);
            EmitBind(writer, code, sync);
            EmitPlanClass(writer, code, sync);
        }
    }

    private static string Purpose(Sync sync)
    {
        if (sync.Type == SyncType.Events) return "delivers the event of each added row, once.";
        if (sync.Mode == SyncMode.Archive) return "archives the record of every row, in each run.";
        if (sync.Mode == SyncMode.All) return $"makes the {(sync.Type == SyncType.Segments ? "segment hold exactly the members" : "destination hold exactly the records")} of the rows, in each run.";
        if (sync.Mode == SyncMode.Snapshot) return "delivers the full result as a new file, in each run.";
        if (sync.Mode == SyncMode.Diff) return "delivers added, changed and removed rows as three new files, in each run.";
        if (sync.Type == SyncType.Actions) return "applies the action of each added row, once.";
        var rows = sync.Mode switch
        {
            SyncMode.Insert => "creates records for added rows",
            SyncMode.Update => "updates the records of changed rows",
            SyncMode.Upsert => "creates or updates the records of added and changed rows",
            SyncMode.Add => "puts the members of added rows into the segment",
            SyncMode.Remove => "takes the members of added rows out of the segment",
            _ => sync.Mode.ToString(),
        };
        var removed = sync.WhenRemoved switch
        {
            WhenRemoved.Delete => "deletes those of removed rows",
            WhenRemoved.Clear => "clears those of removed rows",
            WhenRemoved.Archive => "archives those of removed rows",
            WhenRemoved.RemoveMember => "takes out those of removed rows",
            _ => "keeps those of removed rows",
        };
        return sync.Mode == SyncMode.Remove ? $"{rows}." : $"{rows} and {removed}.";
    }

    private static void EmitDefinition(CodeWriter writer, ModelCode code, Sync sync)
    {
        var id = sync.Id is null ? code.FullName("/" + sync.Name) : Identifiers.Literal(sync.Id);
        var settings = new List<string>();
        if (sync.WhenRemoved != WhenRemoved.Keep) settings.Add($"WhenRemoved = global::Syncline.WhenRemoved.{sync.WhenRemoved}");
        if (sync.FirstRun != FirstRunPolicy.Backfill) settings.Add($"FirstRun = global::Syncline.FirstRunPolicy.{sync.FirstRun}");
        if (sync.ActOn != SyncChanges.None) settings.Add($"ActOn = {Changes(sync.ActOn)}");
        if (sync.OnModelChange != ModelChange.Resend) settings.Add($"OnModelChange = global::Syncline.ModelChange.{sync.OnModelChange}");
        if (sync.RemoveAfterRuns != 1) settings.Add($"RemoveAfterRuns = {sync.RemoveAfterRuns.ToString(CultureInfo.InvariantCulture)}");

        writer.Line("/// <summary>The sync as declared.</summary>");
        writer.Line($"public static global::Syncline.SyncDefinition Definition {{ get; }} = new({Identifiers.Literal($"{code.Name}.{sync.Member}")}, {id}, global::Syncline.SyncType.{sync.Type}, {Mode(sync)}){(settings.Count == 0 ? ";" : $" {{ {string.Join(", ", settings)} }};")}");
    }

    /// <summary>Events have one mode, which need not be written; actions have none.</summary>
    private static string Mode(Sync sync)
        => sync.Type == SyncType.Actions ? "default" : $"global::Syncline.SyncMode.{(sync.Mode == SyncMode.None ? SyncMode.Insert : sync.Mode)}";

    private static string Changes(SyncChanges changes)
        => string.Join(" | ", new[] { SyncChanges.Added, SyncChanges.Changed }.Where(change => (changes & change) != 0).Select(change => $"global::Syncline.SyncChanges.{change}"));

    private static void EmitRun(CodeWriter writer, ModelCode code, Sync sync)
    {
        writer.Line();
        writer.Line("/// <summary>Runs the sync: reads the source, finds what changed since the last run, and delivers it.</summary>");
        EmitParameters(writer, ("source", "Where the rows come from."), ("destination", "Where they are delivered to."), ("state", "Where the state is kept."), ("options", "Settings of this run."), ("cancellationToken", "Cancels the run; its report says so."));
        EmitDestinationType(writer, code);
        writer.Line("/// <returns>The report. Everything but wrong arguments is a status.</returns>");
        writer.Line($"public static {Task}<global::Syncline.SyncReport> RunAsync<{code.Destination}>({Source(code)}, {code.Destination} destination, global::Syncline.IStateStore state, {Options}, {Cancellation})");
        using (writer.Indent())
        {
            writer.Line(Constraint(code, sync));
            writer.Line($"=> global::Syncline.SyncEngine.RunAsync<{code.Self}, {code.Key}>(Definition, source, destination, state, options, cancellationToken);");
        }
    }

    private static void EmitPlan(CodeWriter writer, ModelCode code)
    {
        writer.Line();
        writer.Line("/// <summary>Reads the source and finds what a run would do, without doing it.</summary>");
        EmitParameters(writer, ("source", "Where the rows come from."), ("state", "Where the state is kept; nothing is written to it."), ("options", "Settings of this run."), ("cancellationToken", "Cancels planning."));
        writer.Line("/// <returns>The plan: to look at, print, approve and apply.</returns>");
        writer.Line($"public static async {Task}<Plan> PlanAsync({Source(code)}, global::Syncline.IStateStore state, {Options}, {Cancellation})");
        using (writer.Indent()) writer.Line($"=> new(await global::Syncline.SyncEngine.PlanAsync<{code.Self}, {code.Key}>(Definition, source, state, options, cancellationToken).ConfigureAwait(false));");
    }

    private static void EmitState(CodeWriter writer, ModelCode code, string verb, string summary)
    {
        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
        EmitParameters(writer, ("state", "Where the state is kept."), ("instance", "The instance, where the sync runs for several tenants."), ("cancellationToken", "Cancels it."));
        writer.Line($"public static {Task} {verb}Async(global::Syncline.IStateStore state, string? instance = null, {Cancellation})");
        using (writer.Indent()) writer.Line($"=> global::Syncline.SyncEngine.{verb}Async<{code.Self}, {code.Key}>(Definition, state, instance, cancellationToken);");
    }

    private static void EmitResync(CodeWriter writer, ModelCode code, Sync sync)
    {
        var isLedger = sync.Type is SyncType.Events or SyncType.Actions;
        writer.Line();
        writer.Line("/// <summary>Makes the next run act on every row as a first run does; known keys stay known.</summary>");
        writer.Line("/// <param name=\"state\">Where the state is kept.</param>");
        if (isLedger) writer.Line("/// <param name=\"sendAgain\">Says that what was delivered before is to be delivered again; with <see langword=\"false\"/> nothing happens but an exception.</param>");
        EmitParameters(writer, ("instance", "The instance, where the sync runs for several tenants."), ("cancellationToken", "Cancels it."));
        writer.Line($"public static {Task} ResyncAsync(global::Syncline.IStateStore state, {(isLedger ? "bool sendAgain, " : "")}string? instance = null, {Cancellation})");
        using (writer.Indent()) writer.Line($"=> global::Syncline.SyncEngine.ResyncAsync<{code.Self}, {code.Key}>(Definition, state, {(isLedger ? "sendAgain, " : "")}instance, cancellationToken);");
    }

    private static void EmitBind(CodeWriter writer, ModelCode code, Sync sync)
    {
        writer.Line();
        writer.Line("/// <summary>Binds the sync to a destination, for dependency injection and schedules.</summary>");
        EmitParameters(writer, ("destination", "Where rows are delivered to."));
        EmitDestinationType(writer, code);
        writer.Line($"public static global::Syncline.BoundSync<{code.Self}> To<{code.Destination}>({code.Destination} destination)");
        using (writer.Indent())
        {
            writer.Line(Constraint(code, sync));
            writer.Line($"=> global::Syncline.SyncEngine.Bind<{code.Self}, {code.Key}>(Definition, destination);");
        }

        writer.Line();
        writer.Line("/// <summary>Binds the sync to a destination whose type is not known before the program runs.</summary>");
        EmitParameters(writer, ("destination", "Where rows are delivered to."), ("bound", "The bound sync."));
        writer.Line("/// <returns>Whether the destination can do what the sync asks of it.</returns>");
        using (writer.Block($"public static bool TryTo(global::Syncline.IDestination destination, [global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out global::Syncline.BoundSync<{code.Self}>? bound)"))
        {
            writer.Line($"bound = destination is {string.Join(" and ", sync.Capabilities.Select(Qualified))} ? global::Syncline.SyncEngine.Bind<{code.Self}, {code.Key}>(Definition, destination) : null;");
            writer.Line("return bound is not null;");
        }
    }

    private static void EmitPlanClass(CodeWriter writer, ModelCode code, Sync sync)
    {
        writer.Line();
        writer.Line("/// <summary>The operations a run is about to make.</summary>");
        writer.Line("/// <param name=\"run\">The planned run.</param>");
        using (writer.Block($"public sealed class Plan(global::Syncline.PlannedRun<{code.Self}, {code.Key}> run) : global::Syncline.SyncPlan<{code.Self}, {code.Key}>(run)"))
        {
            writer.Line("/// <summary>Applies the plan, unless the state has moved since.</summary>");
            EmitParameters(writer, ("destination", "Where the operations are delivered to."), ("cancellationToken", "Cancels the run; its report says so."));
            EmitDestinationType(writer, code);
            writer.Line($"public {Task}<global::Syncline.SyncReport> ApplyAsync<{code.Destination}>({code.Destination} destination, {Cancellation})");
            using (writer.Indent())
            {
                writer.Line(Constraint(code, sync));
                writer.Line("=> ApplyToAsync(destination, cancellationToken);");
            }
        }
    }

    private static void EmitParameters(CodeWriter writer, params (string Name, string Text)[] parameters)
    {
        foreach (var (name, text) in parameters) writer.Line($"/// <param name=\"{name}\">{text}</param>");
    }

    private static void EmitDestinationType(CodeWriter writer, ModelCode code) => writer.Line($"/// <typeparam name=\"{code.Destination}\">The destination; it must be able to do what the sync asks of it.</typeparam>");

    private static string Source(ModelCode code) => $"global::Syncline.ISyncSource<{code.Self}> source";

    private static string Constraint(ModelCode code, Sync sync) => $"where {code.Destination} : {string.Join(", ", sync.Capabilities.Select(Qualified))}";

    private static string Qualified(string capability) => $"global::Syncline.{capability}";
}
