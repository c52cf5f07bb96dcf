namespace Syncline;

/// <summary>What every step of a run knows.</summary>
internal sealed record RunContext(SyncDefinition Sync, SyncSchema Schema, SyncOptions Options, IStateStore Store)
{
    public string RunId { get; private set; } = RunName.Next(Options.TimeProvider.GetUtcNow());

    public DateTimeOffset Started { get; } = Options.TimeProvider.GetUtcNow();

    private long StartedAt { get; } = Options.TimeProvider.GetTimestamp();

    public TimeSpan Elapsed => Options.TimeProvider.GetElapsedTime(StartedAt);

    /// <summary>The day of the run, from 1970-01-01 in UTC, where the ledger is bounded; 0 where nothing asks for it.</summary>
    public int LedgerDay => LedgerTerm.IsBounded(Sync) ? LedgerTerm.DayOf(Started) : 0;

    /// <summary>The state's id: the sync's, and the instance where there is one.</summary>
    public string StateId => StateIdOf(Sync, Options.Instance);

    /// <summary>The run that this one undoes; null when it brings what the source holds.</summary>
    public UndoneRun? Undo { get; init; }

    /// <summary>A run of its own for the same sync: applying a plan doesn't count the time somebody looked at it.</summary>
    public RunContext Anew() => new(Sync, Schema, Options, Store) { Undo = Undo };

    /// <summary>Has the run sort after the last commit of the state, before anything knows its id.</summary>
    public void Follow(string? commit)
    {
        if (commit is not null) RunId = RunName.After(commit, RunId);
    }

    public ProgressReporter Progress { get; } = new(Sync.Name, Options);

    public static string StateIdOf(SyncDefinition sync, string? instance) => instance is null ? sync.Id : $"{sync.Id}@{instance}";
}
