namespace Syncline;

/// <summary>Sends a plan in batches, removals first, and commits to the state what the destination acknowledged.</summary>
internal sealed class DeliveryLoop<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly Planner<TModel, TKey> _plan;
    private readonly Baseline _baseline;
    private readonly IDelivery<TModel, TKey> _delivery;
    private readonly IStateSession _session;
    private readonly StateJournal _journal;
    private readonly SyncOptions _options;
    private readonly ProgressReporter _progress;
    private readonly Acknowledger _acknowledger;
    private readonly ReportList<TroubledOperation> _troubled;
    private readonly List<PlannedOperation> _batch = [];
    private readonly List<PlannedOperation> _rejected = [];
    private readonly int _batchSize;
    private readonly bool _joins;
    private Operation<TModel, TKey>[] _operations = [];
    private int _batches;
    private int _rejectionsInARow;
    private CancellationToken _cancelled;

    public DeliveryLoop(Planner<TModel, TKey> plan, Baseline baseline, IDelivery<TModel, TKey> delivery, IStateSession session, StateJournal journal, OperationKinds repeatable, DeliverySettings settings)
    {
        (_plan, _baseline, _delivery, _session, _journal) = (plan, baseline, delivery, session, journal);
        (_options, _progress) = (settings.Options, settings.Progress);
        _joins = session.CanJoin(delivery);
        _batchSize = Math.Max(1, Math.Min(delivery.BatchSize, _options.BatchSize ?? int.MaxValue));
        _troubled = new ReportList<TroubledOperation>(_options.ReportRows);
        _acknowledger = new Acknowledger(baseline, journal, _options.MaxAttempts, repeatable, settings.RunId, TModel.Schema.KeepRows);
    }

    /// <summary>Why delivery ended before the last operation; null when it did not.</summary>
    public DeliveryEnd? End { get; private set; }

    public ReportList<TroubledOperation> Troubled => _troubled;

    private SyncCounts Counts => _plan.Counts;

    /// <summary>Sends everything planned and records everything left alone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _cancelled = cancellationToken;
        using var stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _options.TimeProvider);
        using var registration = cancellationToken.Register(() => stop.CancelAfter(_options.StopTimeout));
        await SendAllAsync(_plan.Removals, removals: true, stop.Token).ConfigureAwait(false);
        await SendAllAsync(_plan.Changes, removals: false, stop.Token).ConfigureAwait(false);
        await RetryRejectedAsync(stop.Token).ConfigureAwait(false);
        foreach (var operation in _rejected) Counts.Rejected++;
        foreach (var operation in _rejected) Report(operation, operation.Answer);
    }

    private async Task SendAllAsync(ChangeSpool spool, bool removals, CancellationToken stop)
    {
        for (var i = 0; i < spool.Count; i++)
        {
            var (change, takenBack) = Look(spool, i);
            if (takenBack) continue;
            if (change.Disposition == Disposition.Planned)
            {
                _batch.Add(new PlannedOperation(spool, i, change.Operation, default));
                if (_batch.Count == _batchSize) await SendAsync(stop).ConfigureAwait(false);
            }
            else if (change.Disposition == Disposition.Parked)
            {
                ReportParked(spool, i);
            }
            else
            {
                _acknowledger.LeftAlone(spool.Read(i), removals);
            }
        }

        await SendAsync(stop).ConfigureAwait(false);
    }

    private (PlannedChange Change, bool TakenBack) Look(ChangeSpool spool, int index)
    {
        var change = spool.Read(index).Change;
        return (change, _plan.IsTakenBack(change));
    }

    private async Task SendAsync(CancellationToken stop)
    {
        if (_batch.Count == 0) return;
        End ??= Obstacle();
        if (End is not null)
        {
            Counts.Deferred += _batch.Count;
            _batch.Clear();
            return;
        }

        var outcomes = await ApplyAsync(stop).ConfigureAwait(false);
        for (var i = 0; i < _batch.Count; i++) Count(_batch[i], outcomes[i]);
        _batch.Clear();
        _progress.Report(SyncPhase.Delivering, Counts.Planned - Remaining, Counts.Planned, Counts);
        if (_rejectionsInARow >= _options.RejectLimit)
        {
            End ??= new DeliveryEnd(SyncStatus.Incomplete, $"{_rejectionsInARow} operations in a row were rejected, the limit of RejectLimit; the rest was not sent. See the reasons in Troubled.");
        }
    }

    private long Remaining => Counts.Planned - Counts.Succeeded - Counts.Skipped - Counts.Unknown - Counts.Deferred - _rejected.Count;

    private DeliveryEnd? Obstacle()
        => _cancelled.IsCancellationRequested ? new DeliveryEnd(SyncStatus.Cancelled, "Cancelled; what was not sent is deferred to the next run.")
            : !_session.HoldsLease ? new DeliveryEnd(SyncStatus.Stopped, "The lease was lost to another run; what was not sent is deferred.")
            : null;

    /// <summary>Marks, applies, commits and acknowledges the batch at hand.</summary>
    private async Task<IReadOnlyList<OperationOutcome>> ApplyAsync(CancellationToken stop)
    {
        var before = _batch.Select(operation => Remember(operation)).ToArray();
        if (!_joins)
        {
            for (var i = 0; i < _batch.Count; i++) MarkInDoubt(_batch[i], before[i]);
            if (await AppendAsync(null).ConfigureAwait(false) is { } failure) return EndWith(failure, Outcome.Deferred);
        }

        IBatchWork? work = null;
        try
        {
            work = await _delivery.ApplyAsync(Materialise(), stop).ConfigureAwait(false);
            var outcomes = work.Outcomes;
            if (outcomes.Count != _batch.Count) throw new InvalidOperationException($"The destination answered for {outcomes.Count} operations of {_batch.Count}.");
            if (_joins) return await CommitJoinedAsync(work, before, outcomes).ConfigureAwait(false);
            await work.CommitAsync(stop).ConfigureAwait(false);
            Acknowledge(before, outcomes);
            return outcomes;
        }
        catch (Exception e)
        {
            var outcomes = Fail(e);
            if (!_joins) Acknowledge(before, outcomes);
            return outcomes;
        }
        finally
        {
            if (work is not null) await work.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<OperationOutcome>> CommitJoinedAsync(IBatchWork work, Remembered[] before, IReadOnlyList<OperationOutcome> outcomes)
    {
        Acknowledge(before, outcomes);
        if (await AppendAsync(work, confirm: false).ConfigureAwait(false) is { } failure) return EndWith(failure, Outcome.Deferred);
        try
        {
            await work.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            _journal.Confirm();
            return outcomes;
        }
        catch (Exception e)
        {
            // Both or neither: the state tells which.
            if (await WasCommittedAsync().ConfigureAwait(false))
            {
                _journal.Confirm();
                End = new DeliveryEnd(SyncStatus.Incomplete, $"The last commit reported an error but went through: {e.Message}", e);
                return outcomes;
            }

            _journal.Discard();
            return EndWith(new DeliveryEnd(SyncStatus.Failed, $"A batch could not be committed and was undone: {e.Message}", e), Outcome.Deferred);
        }
    }

    private async Task<bool> WasCommittedAsync()
    {
        try
        {
            var count = 0;
            await foreach (var segment in _session.ReadAsync(CancellationToken.None).ConfigureAwait(false)) count++;
            return count > _journal.CommittedOrdinal;
        }
        catch (StateException)
        {
            // Neither can be told; the next run reads the state and finds out.
            return false;
        }
    }

    /// <summary>Appends what the journal holds.</summary>
    /// <returns>Why it failed, or null.</returns>
    private async Task<DeliveryEnd?> AppendAsync(IBatchWork? inside, bool confirm = true)
    {
        if (_journal.IsEmpty) return null;
        try
        {
            await _session.AppendAsync(_journal.Take(), inside, CancellationToken.None).ConfigureAwait(false);
            if (confirm) _journal.Confirm();
            return null;
        }
        catch (Exception e)
        {
            _journal.Discard();
            return e is LeaseLostException
                ? new DeliveryEnd(SyncStatus.Stopped, $"{e.Message} What was not sent is deferred.", e)
                : new DeliveryEnd(SyncStatus.Failed, $"The state could not be written: {e.Message}", e);
        }
    }

    /// <summary>Appends what is left once the last batch was sent.</summary>
    public async Task FinishAsync()
    {
        if (await AppendAsync(null).ConfigureAwait(false) is { } failure) End = failure;
    }

    private OperationOutcome[] Fail(Exception e)
    {
        var nothing = e is DestinationException { Effect: not FailureEffect.Unknown };
        var permanent = e is DestinationException { Effect: FailureEffect.NothingPermanent };
        var status = e is OperationCanceledException && _cancelled.IsCancellationRequested ? SyncStatus.Cancelled : permanent ? SyncStatus.Failed : SyncStatus.Incomplete;
        End ??= new DeliveryEnd(status, e.Message, e);
        if (_joins) _journal.Discard();
        // A joined batch that was not committed is undone, whatever went wrong.
        var outcome = nothing || _joins ? OperationOutcome.Deferred(e.Message) : OperationOutcome.Unknown(e.Message);
        return Enumerable.Repeat(outcome, _batch.Count).ToArray();
    }

    private OperationOutcome[] EndWith(DeliveryEnd end, Outcome outcome)
    {
        End = end;
        return Enumerable.Repeat(new OperationOutcome(outcome, end.Message), _batch.Count).ToArray();
    }

    private Remembered Remember(PlannedOperation operation)
    {
        var entry = operation.Spool.Read(operation.Index).Change.Entry;
        return new Remembered(_baseline.FlagsOf(entry), _baseline.NoteOf(entry));
    }

    private void MarkInDoubt(PlannedOperation operation, Remembered before)
        => _acknowledger.MarkInDoubt(operation.Spool.Read(operation.Index), before);

    private void Acknowledge(Remembered[] before, IReadOnlyList<OperationOutcome> outcomes)
    {
        for (var i = 0; i < _batch.Count; i++)
        {
            _acknowledger.Answered(_batch[i].Spool.Read(_batch[i].Index), before[i], outcomes[i], wasMarked: !_joins);
        }
    }

    private Batch<TModel, TKey> Materialise()
    {
        if (_operations.Length < _batch.Count) _operations = new Operation<TModel, TKey>[_batch.Count];
        for (var i = 0; i < _batch.Count; i++) _operations[i] = Materialise(_batch[i].Spool.Read(_batch[i].Index));
        return new Batch<TModel, TKey>(++_batches, _operations.AsMemory(0, _batch.Count));
    }

    private static Operation<TModel, TKey> Materialise(SpooledChange change)
    {
        var row = PlannedRows.Row<TModel>(change);
        return new Operation<TModel, TKey>(change.Change.Operation, PlannedRows.Key<TModel, TKey>(change, row), row);
    }

    private void Count(PlannedOperation operation, OperationOutcome outcome)
    {
        switch (outcome.Outcome)
        {
            case Outcome.Succeeded: Counts.Succeeded++; break;
            case Outcome.Skipped: Counts.Skipped++; break;
            case Outcome.Deferred: Counts.Deferred++; break;
            case Outcome.Unknown:
                Counts.Unknown++;
                Report(operation, outcome);
                break;
            default:
                // Counted at the end: it may yet go through when it is tried again, alone.
                _rejected.Add(operation with { Answer = outcome });
                _rejectionsInARow++;
                return;
        }

        if (outcome.Outcome is Outcome.Succeeded or Outcome.Skipped) _rejectionsInARow = 0;
    }

    /// <summary>Tries rejected operations again, alone, as long as a pass delivers one: a unique value handed over, a parent in a later batch.</summary>
    private async Task RetryRejectedAsync(CancellationToken stop)
    {
        var delivered = true;
        while (delivered && End is null && _rejected.Count > 0 && _rejected.Count < _options.RejectLimit && Counts.Succeeded > 0)
        {
            // What was answered must stand in the state before the same keys are marked again.
            await FinishAsync().ConfigureAwait(false);
            delivered = false;
            var pass = _rejected.ToArray();
            _rejected.Clear();
            foreach (var operation in pass)
            {
                var succeeded = Counts.Succeeded + Counts.Skipped;
                _batch.Add(operation);
                _rejectionsInARow = 0;
                if (End is null && Obstacle() is null) await SendAsync(stop).ConfigureAwait(false);
                else _rejected.Add(operation);
                _batch.Clear();
                delivered |= Counts.Succeeded + Counts.Skipped > succeeded;
            }
        }
    }

    private void Report(PlannedOperation operation, OperationOutcome outcome)
    {
        var change = operation.Spool.Read(operation.Index);
        var parked = (_baseline.FlagsOf(change.Change.Entry) & EntryFlags.Parked) != 0;
        _troubled.Add(new TroubledOperation(operation.Kind, PlannedRows.KeyText<TModel, TKey>(change.Key), outcome.Outcome, outcome.Reason ?? "no reason given", parked));
    }

    private void ReportParked(ChangeSpool spool, int index)
    {
        var change = spool.Read(index);
        var note = _baseline.NoteOf(change.Change.Entry);
        var outcome = (_baseline.FlagsOf(change.Change.Entry) & EntryFlags.InDoubt) != 0 ? Outcome.Unknown : Outcome.Rejected;
        _troubled.Add(new TroubledOperation(change.Change.Operation, PlannedRows.KeyText<TModel, TKey>(change.Key), outcome, note?.Reason ?? "not answered", true));
    }
}
