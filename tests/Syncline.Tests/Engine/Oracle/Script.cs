using System.Collections.Immutable;

namespace Syncline.Tests.Engine.Oracle;

/// <summary>What a scripted destination answers for a key.</summary>
internal enum Answer
{
    Reject,
    RejectOnce,
    UnknownApplied,
    UnknownNotApplied,
    Defer,
    DeferOnSecondTry,
    UnknownOnSecondTry,
}

/// <summary>How a scripted destination fails a whole batch. Two-database faults happen before or after the batch is applied.</summary>
internal enum BatchFault
{
    TransientBefore,
    PermanentBefore,
    UnknownBefore,
    UnknownAfter,
    BugBefore,
    BugAfter,
    CommitThrowsBefore,
    CommitThrowsAfter,
}

/// <summary>How the scripted store fails an append.</summary>
internal enum AppendFault
{
    Before,
    After,
}

/// <summary>One run: rows, settings and what goes wrong. The defaults are an upsert run in which nothing does.</summary>
internal sealed record RunSpec
{
    public static RunSpec Default { get; } = new();

    public SyncType Type { get; init; }
    public SyncMode Mode { get; init; } = SyncMode.Upsert;
    public WhenRemoved WhenRemoved { get; init; }
    public SyncChanges ActOn { get; init; }
    public FirstRunPolicy FirstRun { get; init; }
    public ModelChange OnModelChange { get; init; }
    public int RemoveAfterRuns { get; init; } = 1;
    public int KeepLedger { get; init; }

    /// <summary>How many days pass before the run.</summary>
    public int DaysBefore { get; init; }
    public int Version { get; init; } = 1;
    public string Destination { get; init; } = "A";
    public bool Repeatable { get; init; } = true;
    public DuplicateKeys DuplicateKeys { get; init; }
    public UnreadableRows UnreadableRows { get; init; }
    public int MaxAttempts { get; init; } = 10;
    public int RejectLimit { get; init; } = 1000;
    public int BatchSize { get; init; } = 100;
    public int FoldDue { get; init; } = 4096;
    public int RemovalLimitRows { get; init; } = 20;
    public double RemovalLimitShare { get; init; } = 0.3;
    public bool StopOnEmptySource { get; init; } = true;
    public long? AddedLimit { get; init; }
    public long? ChangedLimit { get; init; }
    public long? AllowRemovals { get; init; }
    public bool ApproveLastStop { get; init; }
    public bool ViaPlan { get; init; }
    public ImmutableSortedDictionary<int, Answer> Answers { get; init; } = ImmutableSortedDictionary<int, Answer>.Empty;
    public (int Batch, BatchFault Fault)? BatchFails { get; init; }
    public (int Append, AppendFault Fault)? AppendFails { get; init; }
    public int? DiesAtStep { get; init; }
    public int? LosesLeaseAtStep { get; init; }
    public int? CancelledAtRow { get; init; }
    public int? CancelledInBatch { get; init; }
    public int? SourceFailsAfter { get; init; }
}

/// <summary>What a script does: a run, a reset or a resync.</summary>
internal abstract record Act
{
    /// <summary>A run: tweaks of the default, each of which a shrunken script may do without.</summary>
    internal sealed record Run(ImmutableArray<Row> Rows, ImmutableArray<Func<RunSpec, RunSpec>> Tweaks) : Act
    {
        public RunSpec Spec(Script script)
        {
            var spec = RunSpec.Default;
            foreach (var tweak in script.Tweaks) spec = tweak(spec);
            foreach (var tweak in Tweaks) spec = tweak(spec);
            if (script.Type != SyncType.Objects || script.Mode == SyncMode.Archive) spec = spec with { Type = script.Type, Mode = script.Mode, WhenRemoved = script.Mode == SyncMode.Add && spec.WhenRemoved != WhenRemoved.Keep ? WhenRemoved.RemoveMember : WhenRemoved.Keep };
            // What forgetting a key meets is looked at elsewhere; here a failed commit is one of the delivery's.
            if (script.Type is SyncType.Events or SyncType.Actions && spec.KeepLedger > 0) spec = spec with { AppendFails = null, LosesLeaseAtStep = null };
            // Who can't ask the destination that was left takes the commit for none; that is looked at elsewhere.
            if (script.Way == CommitWay.Prepared) spec = spec with { Destination = "A" };
            // Rows in memory can't join a model's other version, and only items have two.
            return script.Family == "Wide" ? spec with { Version = 1 } : spec;
        }
    }

    internal sealed record Reset : Act;

    internal sealed record Resync : Act;
}

/// <summary>A sequence of acts on one state and two destinations.</summary>
/// <param name="Family">The model: Item has an exact key, Wide a long one and kept rows.</param>
/// <param name="Type">What is synced.</param>
/// <param name="Mode">The mode of all runs, but where objects are synced.</param>
/// <param name="Way">How a batch and what it means to the state hold together.</param>
/// <param name="Tweaks">Settings of every run.</param>
/// <param name="Acts">What happens.</param>
internal sealed record Script(string Family, SyncType Type, SyncMode Mode, CommitWay Way, ImmutableArray<Func<RunSpec, RunSpec>> Tweaks, ImmutableArray<Act> Acts)
{
    public override string ToString()
        => $"{Family}{(Type == SyncType.Objects && Mode != SyncMode.Archive ? "" : $", {Type} {Mode}")}{(Way == CommitWay.Marked ? "" : $", {Way}")}\n" + string.Join('\n', Acts.Select((act, i) => $"  {i + 1}. {Text(act)}"));

    private string Text(Act act) => act is Act.Run run ? $"Run [{string.Join(' ', run.Rows)}]{Text(run.Spec(this))}" : act.GetType().Name;

    /// <summary>The settings that are not the default's.</summary>
    private static string Text(RunSpec spec)
        => string.Concat(typeof(RunSpec).GetProperties()
            .Where(property => property.GetMethod!.IsPublic && !property.GetMethod.IsStatic)
            .Select(property => (property.Name, Value: property.GetValue(spec), Default: property.GetValue(RunSpec.Default)))
            .Where(setting => !Equals(setting.Value, setting.Default))
            .Select(setting => $" {setting.Name}={Text(setting.Value)}"));

    private static string Text(object? value)
        => value is ImmutableSortedDictionary<int, Answer> answers ? $"{{{string.Join(' ', answers.Select(answer => $"{answer.Key}:{answer.Value}"))}}}" : $"{value}";
}
