namespace Syncline;

/// <summary>Hands a whole run to its destination in one piece, all or none, and keeps the books of what became of it.</summary>
internal sealed class WholeLoop<TModel, TKey>(PlannedRun<TModel, TKey> run, OpenDelivery<TModel, TKey> delivery, IStateSession session, StateJournal journal, DeliverySettings settings)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Delivered again it says the same again, whatever the destination knows of it.
    private const OperationKinds AlwaysRepeatable = OperationKinds.Mirror | OperationKinds.Snapshot | OperationKinds.DiffAdded | OperationKinds.DiffChanged | OperationKinds.DiffRemoved;

    private readonly Planner<TModel, TKey> _plan = run.Planner;
    private readonly StateCommitter _commits = new(session, journal, settings.Options.TimeProvider, CommitWays.Of(session, delivery.Inner));
    private readonly CommitWay _way = CommitWays.Of(session, delivery.Inner);
    private readonly WholeOperations _operations = new(run.Planner.Removals, run.Planner.Changes);
    private Remembered[]? _before;
    private readonly Acknowledger _acknowledger = new(run.State.Baseline, journal, settings.Rules, settings.Options.MaxAttempts, AlwaysRepeatable, settings.RunId, settings.Rules.KeepsRows(TModel.Schema));

    private delegate void Visit(SpooledChange change, Remembered before, int operation);

    /// <summary>Why the run was not delivered; null when it was.</summary>
    public DeliveryEnd? End { get; private set; }

    public ReportList<TroubledOperation> Troubled { get; } = new(settings.Options.ReportRows);

    private SyncCounts Counts => _plan.Counts;

    /// <summary>Delivers the run and records it. Whatever goes wrong is in <see cref="End"/>, and the books hold.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var patience = new Patience(settings.Options, cancellationToken);
        var backoff = new Backoff(settings.Options, OperationKinds.None, () => session.HoldsLease, cancellationToken);
        IWholeWork? work = null;
        try
        {
            _operations.Collect(Counts.Planned, change => _plan.IsTakenBack(change), (change, absent) => _acknowledger.LeftAlone(change, absent));
            using var whole = new WholeRun<TModel, TKey>(_plan, _operations, done => settings.Progress.Report(SyncPhase.Delivering, done, Counts.Planned, Counts))
            {
                Commit = CommitName.Of(settings.RunId, 1),
                PreviousCommit = run.State.Baseline.LastCommit,
                // Rows that share a key were staged and are no operations.
                IsStaged = _plan.Ahead is { IsStaged: true } ahead && ahead.Count == _operations.Count,
            };
            End = Obstacle(patience);
            // Nothing is visible before the commit, so whatever failed in passing may be tried again.
            if (End is null) work = await backoff.RunAsync(static () => OperationKinds.None, () => delivery.ApplyAsync(whole, patience.Stop, patience.Leave)).ConfigureAwait(false);
            if (work is not null) await SettleAsync(work, whole, patience).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End = BatchFailure.End(e, patience.IsCancelled);
        }

        if (End is not null && Counts.Succeeded + Counts.Skipped + Counts.Rejected + Counts.Unknown + Counts.Deferred == 0) Counts.Deferred = Counts.Planned;
        if (work is not null) await delivery.CloseAsync(work).ConfigureAwait(false);
    }

    /// <summary>Commits what is left.</summary>
    public async Task FinishAsync()
    {
        if (!await _commits.CommitAsync().ConfigureAwait(false)) End ??= _commits.Failure;
    }

    private DeliveryEnd? Obstacle(Patience patience)
        => patience.IsCancelled ? new DeliveryEnd(SyncStatus.Cancelled, "Cancelled; nothing was delivered.")
            : !session.HoldsLease ? new DeliveryEnd(SyncStatus.Stopped, "The lease was lost to another run; nothing was delivered.")
            : null;

    /// <summary>Looks at what was applied, and commits it or leaves it to be undone.</summary>
    private async Task SettleAsync(IWholeWork work, WholeRun<TModel, TKey> whole, Patience patience)
    {
        var answer = delivery.AnswerOf(work, _operations.Count, settings.Options);
        Counts.Foreign = work.Foreign.Count;
        Counts.Planned += work.Foreign.Count;
        if (Guards.CheckForeign(work.Foreign, work.Records, Counts.Full, () => run.Fingerprint, settings.Options) is { } guard)
        {
            run.StopFor(guard);
            End = new DeliveryEnd(SyncStatus.Stopped, guard.Message);
            return;
        }

        settings.Options.SpendPermissions();
        if (Limit(answer) is { } limit)
        {
            End = limit;
            return;
        }

        // From here on it is committed or not, and no cancel leaves that open.
        if (Obstacle(patience) is { } obstacle) End = obstacle;
        else if (_way != CommitWay.Marked) await CommitTogetherAsync(work, answer, whole).ConfigureAwait(false);
        else await CommitApartAsync(work, answer, whole).ConfigureAwait(false);
    }

    /// <summary>So many rejections in a row look like a table that does not fit, and not like bad rows: what has no row is not deleted for that.</summary>
    private DeliveryEnd? Limit(WholeAnswer answer)
        => answer.OneTooMany is { } last
            ? new(SyncStatus.Incomplete, $"{settings.Options.RejectLimit} operations in a row were rejected, and RejectLimit is {settings.Options.RejectLimit}; everything was undone and is deferred to the next run. The last was rejected because: {last.Reason}")
            : null;

    private async Task CommitTogetherAsync(IWholeWork work, WholeAnswer answer, WholeRun<TModel, TKey> whole)
    {
        var failed = _way == CommitWay.Joined
            ? await CommitJoinedAsync(work, whole).ConfigureAwait(false)
            : await _commits.CommitPreparedAsync(work, whole.Commit, (IConfirmsCommits)delivery.Inner, () => Acknowledged(work, whole)).ConfigureAwait(false);
        if (failed is not var (instead, end))
        {
            CountAll(work, answer, whole);
            return;
        }

        End = end;
        if (instead is null)
        {
            CountAll(work, answer, whole);
            return;
        }

        // Nothing was delivered, so the state goes on saying what it said. What was prepared says nothing by itself.
        if (_way == CommitWay.Joined) journal.Head(run.State.Head);
        if (instead == Outcome.Unknown) Counts.Unknown = Counts.Planned;
        else Counts.Deferred = Counts.Planned;
    }

    private Task<(Outcome? Instead, DeliveryEnd End)?> CommitJoinedAsync(IWholeWork work, WholeRun<TModel, TKey> whole)
    {
        Acknowledge(work, whole);
        return _commits.CommitInsideAsync(work);
    }

    private async Task CommitApartAsync(IWholeWork work, WholeAnswer answer, WholeRun<TModel, TKey> whole)
    {
        ForEach(whole, (change, before, _) => _acknowledger.MarkWhole(change, before));
        if (!await _commits.CommitAsync().ConfigureAwait(false))
        {
            End = _commits.Failure;
            return;
        }

        try
        {
            // With the destination's locks held: what another run that took the lease delivered meanwhile must not be overwritten.
            await _commits.KeepLeaseAsync(DateTimeOffset.MinValue).ConfigureAwait(false);
            await work.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End = BatchFailure.End(e, isCancelled: false);
            // Without the lease it was not even tried.
            var instead = new OperationOutcome(e is LeaseFailure ? Outcome.Deferred : BatchFailure.OutcomeOf(e), e.Message);
            if (instead.Outcome == Outcome.Unknown) Counts.Unknown = Counts.Planned;
            ForEach(whole, (change, before, _) => _acknowledger.Answered(change, before, instead, wasMarked: true));
            return;
        }

        CountAll(work, answer, whole);
        Acknowledge(work, whole);
    }

    private void Acknowledge(IWholeWork work, WholeRun<TModel, TKey> whole)
    {
        ForEach(whole, (change, before, i) => _acknowledger.Answered(change, before, work.Outcomes[i], wasMarked: _way == CommitWay.Marked));
        journal.Head(HeadAfter());
    }

    /// <summary>What the run means to the state, in segments: of a large one never all are in memory.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Acknowledged(IWholeWork work, WholeRun<TModel, TKey> whole)
    {
        for (var i = 0; i < _operations.Count && !settings.Rules.IsFull; i++)
        {
            var change = whole.Read(i);
            var entry = change.Change.Entry;
            _acknowledger.Answered(change, new Remembered(run.State.Baseline.FlagsOf(entry), run.State.Baseline.NoteOf(entry)), work.Outcomes[i], wasMarked: false);
            foreach (var segment in journal.TakeFull()) yield return segment;
        }

        journal.Head(HeadAfter());
        foreach (var segment in journal.Take()) yield return segment;
    }

    private void ForEach(WholeRun<TModel, TKey> whole, Visit visit)
    {
        if (settings.Rules.IsFull) return;
        // What the state said of each key before this run said anything.
        _before ??= [.. Enumerable.Range(0, _operations.Count).Select(i => whole.Read(i).Change.Entry).Select(entry => new Remembered(run.State.Baseline.FlagsOf(entry), run.State.Baseline.NoteOf(entry)))];
        for (var i = 0; i < _operations.Count; i++) visit(whole.Read(i), _before[i], i);
    }

    /// <summary>Of modes that act on every row nothing is remembered but how many there were.</summary>
    private StateHead HeadAfter()
    {
        var head = run.State.Head;
        if (_plan.IsSampled) return head;
        if (Counts.Queried > Counts.Invalid) head = head with { Phase = StatePhase.Steady };
        return settings.Rules.IsFull ? head with { Entries = Counts.Full } : head with { Entries = run.State.Baseline.CountAlive() + Counts.Added };
    }

    private void CountAll(IWholeWork work, WholeAnswer answer, WholeRun<TModel, TKey> whole)
    {
        answer.Enter(Counts);
        foreach (var operation in answer.Troubled) List(whole.KindOf(operation), KeyText.Of<TModel, TKey>(whole.Read(operation).Key), work.Outcomes[operation]);
        foreach (var record in work.Foreign)
        {
            if (WholeAnswer.NeedsLook(record.Outcome.Outcome)) List(OperationKind.Delete, record.Key, record.Outcome);
        }
    }

    private void List(OperationKind kind, string key, OperationOutcome outcome) => Troubled.Add(new TroubledOperation(kind, key, outcome.Outcome, outcome.Reason ?? "no reason given", false));
}
