namespace Syncline;

/// <summary>Sends a plan in batches, removals first, and keeps the books of what became of it.</summary>
internal sealed class DeliveryLoop<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly Planner<TModel, TKey> _plan;
    private readonly Baseline _baseline;
    private readonly IStateSession _session;
    private readonly StateCommitter _commits;
    private readonly SyncOptions _options;
    private readonly ProgressReporter _progress;
    private readonly Acknowledger _acknowledger;
    private readonly OpenDelivery<TModel, TKey> _delivery;
    private readonly OperationKinds _repeatable;
    private readonly List<PlannedOperation> _batch = [];
    private readonly List<PlannedOperation> _rejected = [];
    private readonly List<PlannedOperation> _unknown = [];
    private readonly List<PlannedOperation> _deferred = [];
    private readonly TroubleList<TModel, TKey> _trouble;
    private readonly int _batchSize;
    private readonly bool _isLedger;
    private readonly StateJournal _journal;
    private BatchFill _fill;
    private readonly CommitWay _way;
    private readonly string _runId;
    private BatchSender<TModel, TKey>? _sender;
    private int _rejectionsInARow;
    private bool _isRefusing;
    private DeliveryEnd? _limitReached;

    public DeliveryLoop(Planner<TModel, TKey> plan, Baseline baseline, OpenDelivery<TModel, TKey> delivery, IStateSession session, StateJournal journal, DeliverySettings settings)
    {
        (_plan, _baseline, _session, _journal) = (plan, baseline, session, journal);
        _isLedger = settings.Rules.IsLedger;
        (_options, _progress) = (settings.Options, settings.Progress);
        _batchSize = Math.Max(1, Math.Min(delivery.Inner.BatchSize, _options.BatchSize ?? int.MaxValue));
        _fill = new(_batchSize);
        _trouble = new TroubleList<TModel, TKey>(plan, baseline, _options.ReportRows);
        _way = CommitWays.Of(session, delivery.Inner);
        _commits = new StateCommitter(session, journal, _options.TimeProvider, _way);
        _acknowledger = new Acknowledger(baseline, journal, settings.Rules, _options.MaxAttempts, settings.Repeatable, settings.RunId, settings.Rules.KeepsRows(TModel.Schema));
        (_delivery, _repeatable, _runId) = (delivery, settings.Repeatable, settings.RunId);
    }

    /// <summary>Why delivery ended before the last operation; null when it did not.</summary>
    public DeliveryEnd? End { get; private set; }

    public ReportList<TroubledOperation> Troubled => _trouble.Operations;

    private SyncCounts Counts => _plan.Counts;

    private long Answered => Counts.Succeeded + Counts.Skipped + Counts.Unknown + Counts.Deferred + _rejected.Count;

    /// <summary>Sends everything planned and records everything left alone. Whatever goes wrong is in <see cref="End"/>, and the books hold.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var patience = new Patience(_options, cancellationToken);
        var backoff = new Backoff(_options, _repeatable, () => _session.HoldsLease, cancellationToken);
        _sender = new BatchSender<TModel, TKey>(_baseline, _delivery, _commits, _acknowledger, backoff, _options.TimeProvider, _runId, _way);
        try
        {
            if (_isLedger) await OweAsync().ConfigureAwait(false);
            await SendAllAsync(_plan.Removals, removals: true, patience).ConfigureAwait(false);
            await SendAllAsync(_plan.Changes, removals: false, patience).ConfigureAwait(false);
            await RetryRejectedAsync(patience).ConfigureAwait(false);
            EndWith(_limitReached);
        }
        catch (Exception e)
        {
            // The spool can't be read: what the destination answered so far stands.
            EndWith(new DeliveryEnd(SyncStatus.Failed, $"{Sentence.Of(e)}", e, DeliveryEnd.NextRun));
            Counts.Deferred += Counts.Planned - Answered;
        }

        // Whatever ended it, a run that was cancelled and did not get to its end was cancelled.
        if (patience.IsCancelled && End?.Status > SyncStatus.Cancelled) End = End with { Status = SyncStatus.Cancelled };
        Counts.Rejected = _rejected.Count;
    }

    /// <summary>Commits what is left once the last batch was answered, and lists what needs a look.</summary>
    public async Task FinishAsync()
    {
        if (!await _commits.CommitAsync().ConfigureAwait(false)) EndWith(_commits.Failure!);
        try
        {
            _trouble.Add(_rejected);
            _trouble.Add(_unknown);
            _trouble.Add(_deferred);
            _trouble.AddParked(_plan.Removals);
            _trouble.AddParked(_plan.Changes);
        }
        catch (Exception e)
        {
            EndWith(new DeliveryEnd(SyncStatus.Failed, $"What needs a look can't be listed: {Sentence.Of(e)}", e));
        }
    }

    /// <summary>Keeps every planned row before the first is sent: an event or action, once planned, is ours to deliver.</summary>
    private async Task OweAsync()
    {
        IEnumerable<ReadOnlyMemory<byte>> Write()
        {
            for (var i = 0; i < _plan.Changes.Count; i++)
            {
                var change = _plan.Changes.Read(i);
                if (change.Change.Disposition != Disposition.Planned || _plan.IsTakenBack(change.Change)) continue;
                _acknowledger.Owe(change);
                foreach (var segment in _journal.TakeFull()) yield return segment;
            }

            foreach (var segment in _journal.Take()) yield return segment;
        }

        if (Counts.Planned > 0 && !await _commits.CommitAsync(Write).ConfigureAwait(false)) EndWith(_commits.Failure);
    }

    private async Task SendAllAsync(ChangeSpool spool, bool removals, Patience patience)
    {
        // What an earlier run saw rejected goes last. Were it first, rows that wait for later ones would use up RejectLimit in every run.
        var rejectedBefore = new List<PlannedOperation>();
        for (var i = 0; i < spool.Count; i++)
        {
            var change = spool.ChangeOf(i);
            if (_plan.IsTakenBack(change)) continue;
            if (change.Disposition != Disposition.Planned)
            {
                _acknowledger.LeftAlone(spool.Read(i), absent: removals);
                continue;
            }

            var operation = new PlannedOperation(spool, i, change);
            if (WasRejected(change)) rejectedBefore.Add(operation);
            else await AddAsync(operation, change.RowLength, isInOrder: true, patience).ConfigureAwait(false);
        }

        // The fewest attempts first: one that is refused again and again keeps no other from its turn.
        foreach (var operation in rejectedBefore.OrderBy(Attempts)) await AddAsync(operation, spool.ChangeOf(operation.Index).RowLength, isInOrder: false, patience).ConfigureAwait(false);
        await SendPlannedAsync(isInOrder: false, patience).ConfigureAwait(false);
        // Removals that are refused say nothing of the rows that come after them: what refers to a record may be about to let go of it.
        (_rejectionsInARow, _isRefusing) = (0, false);
    }

    private int Attempts(PlannedOperation operation) => _baseline.NoteOf(operation.Entry)?.Attempts ?? 0;

    private bool WasRejected(in PlannedChange change) => (_baseline.FlagsOf(change.Entry) & EntryFlags.Rejected) != 0;

    /// <summary>What most likely is the batch that follows an operation, with nothing done about it yet.</summary>
    private IEnumerable<PlannedOperation> After(PlannedOperation operation)
    {
        var (spool, fill) = (operation.Spool, new BatchFill(_batchSize));
        for (var i = operation.Index + 1; i < spool.Count && !fill.IsFull; i++)
        {
            var change = spool.ChangeOf(i);
            if (change.Disposition != Disposition.Planned || _plan.IsTakenBack(change) || WasRejected(change)) continue;
            fill.Add(change.RowLength);
            yield return new PlannedOperation(spool, i, change);
        }
    }

    private ValueTask AddAsync(PlannedOperation operation, int rowLength, bool isInOrder, Patience patience)
    {
        _batch.Add(operation);
        _fill.Add(rowLength);
        return _fill.IsFull ? new(SendPlannedAsync(isInOrder, patience)) : default;
    }

    private async Task SendPlannedAsync(bool isInOrder, Patience patience)
    {
        if (_batch.Count > 0) HeedLimit();
        var deferred = Counts.Deferred;
        await SendAsync(isInOrder, patience).ConfigureAwait(false);
        // A destination that knows the limit leaves the rest of a batch, and there may be no other.
        if (Counts.Deferred > deferred) HeedLimit();
    }

    private void HeedLimit()
    {
        if (_rejectionsInARow < _options.RejectLimit) return;
        _isRefusing = true;
        _limitReached ??= new DeliveryEnd(SyncStatus.Incomplete, $"{_rejectionsInARow} operations in a row were rejected, and RejectLimit is {_options.RejectLimit}. The reasons are in Troubled.", Rest: "What was not sent is deferred to the next run, which tries it before what was rejected now.");
    }

    private async Task SendAsync(bool isInOrder, Patience patience)
    {
        _fill = new(_batchSize);
        if (_batch.Count == 0) return;
        // What is not to be sent has no obstacle in its way.
        if (End is null && !_isRefusing) EndWith(Obstacle(patience));
        if (End is not null || _isRefusing)
        {
            foreach (var operation in _batch) _acknowledger.NotSent(operation.Spool.Read(operation.Index));
            Counts.Deferred += _batch.Count;
            _batch.Clear();
            return;
        }

        var (outcomes, end) = await _sender!.SendAsync(_batch, isInOrder ? After(_batch[^1]) : [], patience).ConfigureAwait(false);
        for (var i = 0; i < _batch.Count; i++) Count(_batch[i], outcomes.Span[i], end);
        _batch.Clear();
        EndWith(end);
        _progress.Report(SyncPhase.Delivering, Answered, Counts.Planned, Counts);
    }

    private DeliveryEnd? Obstacle(Patience patience)
        => patience.IsCancelled ? new DeliveryEnd(SyncStatus.Cancelled, "Cancelled.", Rest: DeliveryEnd.NextRun)
            : !_session.HoldsLease ? new DeliveryEnd(SyncStatus.Stopped, "The lease was lost to another run.", Rest: DeliveryEnd.Deferred)
            : null;

    /// <summary>Takes a reason to end; of several the one whose status counts most.</summary>
    private void EndWith(DeliveryEnd? end)
    {
        if (end is not null && (End is null || end.Status < End.Status)) End = end;
    }

    private void Count(PlannedOperation operation, OperationOutcome outcome, DeliveryEnd? end)
    {
        var answered = operation with { Answer = outcome };
        switch (outcome.Outcome)
        {
            case Outcome.Succeeded:
                Counts.Succeeded++;
                _rejectionsInARow = 0;
                break;
            case Outcome.Skipped:
                Counts.Skipped++;
                _rejectionsInARow = 0;
                break;
            case Outcome.Deferred when operation.Answer.Outcome == Outcome.Rejected:
                // Tried again in vain: the rejection stands.
                _rejected.Add(operation);
                break;
            case Outcome.Deferred:
                Counts.Deferred++;
                // Where delivery ends, what ended it is the reason of all that is left.
                if (outcome.Reason is not null && end is null && _rejectionsInARow < _options.RejectLimit && _deferred.Count < _options.ReportRows) _deferred.Add(answered);
                break;
            case Outcome.Unknown:
                Counts.Unknown++;
                _unknown.Add(answered);
                break;
            default:
                // Counted at the end: it may yet go through when it is tried again, alone.
                _rejected.Add(answered);
                _rejectionsInARow++;
                break;
        }
    }

    /// <summary>Tries rejected operations again, as long as a pass delivers one: a unique value handed over, a parent in a later batch.</summary>
    private async Task RetryRejectedAsync(Patience patience)
    {
        var delivered = Counts.Succeeded > 0;
        while (delivered && End is null && _rejected.Exists(IsWorthATry))
        {
            EndWith(Obstacle(patience));
            if (End is not null) return;
            // What was answered must stand in the state before the same keys are marked again.
            if (!await _commits.CommitAsync().ConfigureAwait(false))
            {
                EndWith(_commits.Failure);
                return;
            }

            var succeeded = Counts.Succeeded;
            await RetryAllAsync(patience).ConfigureAwait(false);
            delivered = Counts.Succeeded > succeeded;
        }
    }

    private static bool IsWorthATry(PlannedOperation operation) => !operation.Answer.IsFinal;

    private async Task RetryAllAsync(Patience patience)
    {
        var pass = _rejected.Where(IsWorthATry).ToArray();
        _rejected.RemoveAll(IsWorthATry);
        // From the other end each time: a chain of values handed on is sorted out by one pass in its order.
        Array.Reverse(pass);
        // Alone where they are few, so that none is rejected for another of its batch; a commit each for very many would take too long.
        foreach (var operations in pass.Chunk(pass.Length < _options.RejectLimit ? 1 : _batchSize))
        {
            if (End is null) EndWith(Obstacle(patience));
            if (End is null)
            {
                _batch.AddRange(operations);
                await SendAsync(isInOrder: false, patience).ConfigureAwait(false);
            }
            else
            {
                _rejected.AddRange(operations);
            }
        }
    }
}
