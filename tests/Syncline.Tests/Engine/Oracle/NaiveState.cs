namespace Syncline.Tests.Engine.Oracle;

/// <summary>What SPEC says is remembered of a key.</summary>
internal sealed record NaiveEntry
{
    public bool Known { get; init; }
    public bool Owned { get; init; }
    public bool Left { get; init; }
    public bool InDoubt { get; init; }
    public bool Rejected { get; init; }
    public bool Parked { get; init; }

    /// <summary>Of an event or action: planned and not delivered.</summary>
    public bool Owed { get; init; }

    /// <summary>The row the baseline holds, the version of the model it was recorded under, and when.</summary>
    public Row? Base { get; init; }
    public int BaseVersion { get; init; }
    public int Generation { get; init; }

    /// <summary>The operation in doubt or rejected, and the row it had; null for a removal.</summary>
    public OperationKind Tried { get; init; }
    public Row? TriedRow { get; init; }
    public int TriedVersion { get; init; }
    public int Attempts { get; init; }
    public int RejectedInRun { get; init; }

    public int AbsentRuns { get; init; }

    /// <summary>Of an event or action: the day of its delivery, where the ledger was bounded then.</summary>
    public int? Day { get; init; }

    public bool TriedRemoval { get; init; }
}

internal enum NaivePhase
{
    First,
    Steady,
    Record,
    Resync,
}

/// <summary>What SPEC says a state is.</summary>
internal sealed record NaiveState
{
    public bool Exists { get; init; }
    public NaivePhase Phase { get; init; }
    public string? Destination { get; init; }
    public int Generation { get; init; }
    public int Version { get; init; } = 1;

    /// <summary>The version of the generation before; null in the first.</summary>
    public int? Before { get; init; }

    /// <summary>The day of the first run that bounded the ledger; null while it is kept for ever.</summary>
    public int? DatedSince { get; init; }

    public SortedDictionary<int, NaiveEntry> Entries { get; init; } = [];

    public NaiveState Copy() => this with { Entries = new SortedDictionary<int, NaiveEntry>(Entries) };

    /// <summary>Every known row is one of an earlier time.</summary>
    public NaiveState Age(int version) => Copy() with { Generation = Generation + 1, Before = Version, Version = version };

    public NaiveState Reset(int version) => new() { Exists = true, Phase = NaivePhase.Record, Version = version };

    public NaiveState Resync(int version)
        => Exists ? Age(version) with { Phase = NaivePhase.Resync } : new NaiveState { Exists = true, Phase = NaivePhase.Resync, Version = version };

    /// <summary>The state as the run takes it up, or why it can't.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="destination">Where it delivers to.</param>
    /// <param name="today">The day, where the ledger is bounded.</param>
    public (NaiveState? State, string? Stop) Open(RunSpec spec, string? destination, int? today)
    {
        if (!Exists) return spec.FirstRun == FirstRunPolicy.Refuse ? (null, "no state") : (new NaiveState { Version = spec.Version, Destination = destination, DatedSince = today }, null);
        var isElsewhere = destination is not null && Destination is not null && Destination != destination;
        if (isElsewhere && Phase != NaivePhase.Resync) return (null, "another destination");
        var state = this;
        if (Version != spec.Version)
        {
            if (spec.OnModelChange == ModelChange.Fail) return (null, "the model changed");
            state = state.Age(spec.Version);
        }

        if (isElsewhere)
        {
            // What is known was delivered elsewhere: here nothing is ours, in doubt or owed.
            state = state.Age(spec.Version);
            foreach (var (key, entry) in state.Entries.ToArray())
            {
                if (entry.Known || entry.Owed) state.Entries[key] = new NaiveEntry { Known = entry.Known, Owed = entry.Owed, Base = entry.Base, BaseVersion = entry.BaseVersion, Generation = entry.Generation, Day = entry.Day };
                else state.Entries.Remove(key);
            }
        }

        return (state with { Destination = destination ?? Destination, DatedSince = today is null ? null : state.DatedSince ?? today }, null);
    }
}

/// <summary>How an answer moves an entry: SPEC section 0 for one key.</summary>
internal sealed class NaiveRules(RunSpec spec, int run, int generation, int? today)
{
    public NaiveEntry? Sent(NaiveEntry? before, Sent operation)
        => spec.Mode == SyncMode.Archive ? null : Tried(before, operation) with { Known = true, InDoubt = true, Rejected = false, Parked = !spec.Repeatable, Attempts = Earlier(before, operation) };

    public NaiveEntry? Answered(NaiveEntry? before, Sent operation, Outcome outcome)
    {
        if (spec.Mode == SyncMode.Archive) return null;
        switch (outcome)
        {
            case Outcome.Succeeded or Outcome.Skipped when operation.Kind == OperationKind.Delete || (IsRemoval(operation.Kind) && operation.Kind == OperationKind.RemoveMember):
                return null;
            case Outcome.Succeeded or Outcome.Skipped when IsRemoval(operation.Kind):
                return new NaiveEntry { Left = true, Owned = before!.Owned };
            case Outcome.Succeeded or Outcome.Skipped:
                return Recorded(operation.Row!) with { Owned = outcome == Outcome.Succeeded || before is { Owned: true } };
            case Outcome.Rejected:
                var attempts = Earlier(before, operation) + (before is { Rejected: true } && before.RejectedInRun == run ? 0 : 1);
                return Tried(before, operation) with { Rejected = true, Attempts = attempts, Parked = attempts >= spec.MaxAttempts, RejectedInRun = run };
            case Outcome.Unknown:
                return Sent(before, operation);
            default:
                return Unsent(before, IsRemoval(operation.Kind));
        }
    }

    /// <summary>Planned: an event or action is owed from here on.</summary>
    public NaiveEntry Owe(NaiveEntry? before, Sent operation)
        => (before ?? new NaiveEntry()) with { Owed = true, Base = operation.Row, BaseVersion = spec.Version, Generation = generation, Day = today };

    /// <summary>Never sent: all stays, but that the row was seen.</summary>
    public static NaiveEntry? Unsent(NaiveEntry? before, bool isRemoval) => before is null || isRemoval ? before : before with { AbsentRuns = 0 };

    public NaiveEntry Recorded(Row row) => new() { Known = true, Base = row, BaseVersion = spec.Version, Generation = generation, Day = today };

    public bool IsRemoval(OperationKind kind) => kind is OperationKind.Delete or OperationKind.Clear || (kind == OperationKind.Archive && spec.Mode != SyncMode.Archive) || (kind == OperationKind.RemoveMember && spec.Mode == SyncMode.Add);

    private NaiveEntry Tried(NaiveEntry? before, Sent operation)
    {
        var isRemoval = IsRemoval(operation.Kind);
        return (before ?? new NaiveEntry()) with
        {
            Tried = operation.Kind,
            TriedRemoval = isRemoval,
            TriedRow = isRemoval ? null : operation.Row,
            TriedVersion = spec.Version,
            AbsentRuns = isRemoval ? before!.AbsentRuns : 0,
            RejectedInRun = 0,
        };
    }

    /// <summary>Rejections so far. Parked and sent again means that the row changed, and another kind of operation has nothing to do with it.</summary>
    private int Earlier(NaiveEntry? before, Sent operation)
    {
        if (before is null || before.TriedRemoval != IsRemoval(operation.Kind)) return 0;
        return before.Parked && before.RejectedInRun != run ? 0 : before.Attempts;
    }
}
