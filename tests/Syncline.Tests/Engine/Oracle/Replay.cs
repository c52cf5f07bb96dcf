namespace Syncline.Tests.Engine.Oracle;

/// <summary>Goes through what was sent, checks that nothing else might have been, and says what each key may be remembered as.</summary>
internal sealed class Replay
{
    private readonly NaivePlan _plan;
    private readonly World _world;
    private readonly RunSpec _spec;
    private readonly List<Happening.Batch> _batches;
    private readonly List<Happening> _log;
    private readonly Dictionary<int, NaiveEntry?> _now = [];
    private readonly List<Sent> _rejected = [];
    private readonly HashSet<int> _answered = [];
    private int _next;
    private int _inARow;
    private bool _limitReached;
    private SyncStatus? _end;

    public Replay(NaivePlan plan, Fate fate)
    {
        (_plan, _world, _spec, _log) = (plan, fate.World, fate.Spec, fate.Log);
        _batches = [.. _log.OfType<Happening.Batch>()];
        foreach (var (key, entry) in plan.LeftAlone) Allowed[key] = [plan.State.Entries.GetValueOrDefault(key), entry];
        foreach (var (key, entry) in plan.LeftAlone) _now[key] = entry;
        foreach (var operation in plan.Removals.Concat(plan.Writes)) Start(operation);
    }

    /// <summary>What a key may be remembered as when commits failed or the process died; the first two are what it was.</summary>
    public Dictionary<int, List<NaiveEntry?>> Allowed { get; } = [];

    /// <summary>What keys are remembered as when all commits went through.</summary>
    public IReadOnlyDictionary<int, NaiveEntry?> Now => _now;

    public int Succeeded { get; private set; }
    public int Skipped { get; private set; }
    public int Unknown { get; private set; }
    public int Deferred { get; private set; }
    public int Rejected => _rejected.Count;

    /// <summary>Keys that can't be as they were: with two databases those whose batch reached the destination, with one those whose batch was committed.</summary>
    public HashSet<int> Reached { get; } = [];

    /// <summary>Why delivery ended early, as a status.</summary>
    public SyncStatus? End => _end;

    public bool CommitsFailed => _log.OfType<Happening.Append>().Any(append => append.Threw) || (_world.Joined && _batches.Any(batch => batch.Fault == BatchFault.CommitThrowsBefore || (batch.Fault == BatchFault.CommitThrowsAfter && !batch.HasSegments)));

    public void Run(bool died)
    {
        Assert.DoesNotContain(_log.SkipWhile(happening => happening is not Happening.Cancelled), happening => happening is Happening.Applying);
        // With two databases it is the append before the batch that finds out.
        if (_world.IsAtomic) Assert.DoesNotContain(_log.SkipWhile(happening => happening is not Happening.LeaseTaken), happening => happening is Happening.Applying);
        Phase([.. _plan.Removals.OrderBy(Attempts)], inOrder: false, died);
        Phase([.. _plan.Writes.OrderBy(Attempts)], inOrder: true, died);
        Retry(died);
        if (_limitReached) EndWith(SyncStatus.Incomplete);
        Assert.True(_next == _batches.Count, $"{_batches.Count - _next} batches too many were sent, the first of {string.Join(' ', _batches.Skip(_next).Take(1).SelectMany(batch => batch.Sent))}");
        if (_end is not null && _log.OfType<Happening.Cancelled>().Any()) EndWith(SyncStatus.Cancelled);
        if (FailedAppend() is { } failed) EndWith(failed);
    }

    /// <summary>What an earlier run saw rejected goes last, and of that what was tried least goes first.</summary>
    private int Attempts(Sent operation) => _plan.State.Entries.GetValueOrDefault(operation.Key) is { Rejected: true } entry ? entry.Attempts : -1;

    private void Start(Sent operation)
    {
        var before = _plan.State.Entries.GetValueOrDefault(operation.Key);
        Allowed[operation.Key] = [before];
        var unsent = _plan.IsLedger ? Owed(operation) : NaiveRules.Unsent(before, _plan.Rules.IsRemoval(operation.Kind));
        _now[operation.Key] = unsent;
        Allowed[operation.Key].Add(unsent);
        if (!_world.IsAtomic) Allowed[operation.Key].Add(_plan.Rules.Sent(unsent, operation));
    }

    /// <summary>What a key is remembered as before anything is sent. What was carried stands in the state as it is.</summary>
    private NaiveEntry? Owed(Sent operation)
    {
        var before = _plan.State.Entries.GetValueOrDefault(operation.Key);
        return _plan.IsLedger && _plan.Writes.Contains(operation) ? _plan.Rules.Owe(before, operation) : before;
    }

    private void Phase(List<Sent> operations, bool inOrder, bool died)
    {
        var size = Math.Min(_spec.BatchSize, 50);
        var left = operations.ToList();
        while (left.Count > 0)
        {
            if (_inARow >= _spec.RejectLimit)
            {
                _limitReached = true;
                Deferred += left.Count;
                break;
            }

            if (_end is not null || _next == _batches.Count)
            {
                _end ??= Reason(died);
                Assert.True(_end is not null, $"{string.Join(' ', left)} were not sent");
                Deferred += left.Count;
                return;
            }

            var batch = _batches[_next++];
            Assert.Equal(Math.Min(size, left.Count), batch.Sent.Length);
            if (inOrder) Assert.Equal(left.Take(batch.Sent.Length), batch.Sent);
            foreach (var operation in batch.Sent) Assert.True(left.Remove(operation), $"{operation} was not planned, or sent twice");
            Take(batch);
        }

        _inARow = 0;
    }

    /// <summary>Why nothing more was sent.</summary>
    private SyncStatus? Reason(bool died)
    {
        if (died) return SyncStatus.Failed;
        if (_log.OfType<Happening.Cancelled>().Any()) return SyncStatus.Cancelled;
        if (_log.OfType<Happening.LeaseTaken>().Any()) return SyncStatus.Stopped;
        return FailedAppend();
    }

    private SyncStatus? FailedAppend()
        => _log.OfType<Happening.Append>().FirstOrDefault(append => append.Threw) is { } append ? append.LostLease ? SyncStatus.Stopped : SyncStatus.Failed : null;

    private void Take(Happening.Batch batch)
    {
        if (IsThrown(batch) is { } instead)
        {
            // What a destination throws after a cancel is taken for its answer to it; what a commit throws is not.
            var isOfCommit = _world.IsAtomic && (batch.Fault is null || batch.IsCommitTried);
            EndWith(_log.OfType<Happening.Cancelled>().Any() && !isOfCommit ? SyncStatus.Cancelled : instead.Status);
            for (var i = 0; i < batch.Sent.Length; i++) Answer(batch, batch.Sent[i], instead.Outcome ?? batch.Answers[i].Outcome);
        }
        else
        {
            for (var i = 0; i < batch.Sent.Length; i++) Answer(batch, batch.Sent[i], batch.Answers[i].Outcome);
        }
    }

    private (Outcome? Outcome, SyncStatus Status)? IsThrown(Happening.Batch batch)
    {
        // Who can be asked tells which; what surely failed surely did.
        if (_world.Confirms && batch.IsCommitTried && batch.Fault is BatchFault.CommitThrowsBefore or BatchFault.CommitThrowsAfter) return (batch.IsCommitted ? null : Outcome.Deferred, SyncStatus.Incomplete);
        // With one database what is not committed is undone; the append inside may have failed too.
        if (_world.Joined && batch.Fault == BatchFault.CommitThrowsAfter && batch.IsCommitted)
        {
            // The state tells that it took effect, and the run goes on. A commit that says nothing to the state leaves no trace to find out by; there was nothing in it.
            return batch.HasSegments ? null : (Outcome.Deferred, SyncStatus.Incomplete);
        }

        // It passes, and is worth another try; here there is no time for one.
        if (_world.Joined && batch.Fault == BatchFault.CommitThrowsBefore && batch.IsCommitTried) return (Outcome.Deferred, SyncStatus.Incomplete);
        if (_world.IsAtomic && !batch.IsCommitted && batch.Fault is null or BatchFault.CommitThrowsBefore or BatchFault.CommitThrowsAfter) return (Outcome.Deferred, FailedAppend() ?? SyncStatus.Failed);
        var thrown = batch.Fault switch
        {
            null => ((Outcome, SyncStatus)?)null,
            BatchFault.TransientBefore or BatchFault.CommitThrowsBefore => (Outcome.Deferred, SyncStatus.Incomplete),
            BatchFault.PermanentBefore => (Outcome.Deferred, SyncStatus.Failed),
            BatchFault.UnknownBefore or BatchFault.UnknownAfter or BatchFault.CommitThrowsAfter => (Outcome.Unknown, SyncStatus.Incomplete),
            _ => (Outcome.Unknown, SyncStatus.Failed),
        };
        return thrown is { } what ? (_world.IsAtomic ? Outcome.Deferred : what.Item1, what.Item2) : null;
    }

    private void Answer(Happening.Batch batch, Sent operation, Outcome outcome)
    {
        var isRetry = !_answered.Add(operation.Key);
        var before = isRetry ? _now[operation.Key] : Owed(operation);
        if (!_world.IsAtomic || batch.IsCommitted) Reached.Add(operation.Key);
        if (!_world.IsAtomic) Allowed[operation.Key].Add(_plan.Rules.Sent(before, operation));

        _now[operation.Key] = _plan.Rules.Answered(before, operation, outcome);
        Allowed[operation.Key].Add(_now[operation.Key]);
        switch (outcome)
        {
            case Outcome.Succeeded:
                Succeeded++;
                _inARow = 0;
                break;
            case Outcome.Skipped:
                Skipped++;
                _inARow = 0;
                break;
            case Outcome.Rejected:
                _rejected.Add(operation);
                _inARow++;
                break;
            case Outcome.Unknown:
                Unknown++;
                break;
            default:
                // Tried again in vain: the rejection stands.
                if (isRetry) _rejected.Add(operation);
                else Deferred++;
                break;
        }
    }

    /// <summary>After the last batch rejected operations are tried again, alone where they are few, as long as a pass delivers one.</summary>
    private void Retry(bool died)
    {
        var delivered = Succeeded > 0;
        while (delivered && _end is null && _rejected.Count > 0)
        {
            var succeeded = Succeeded;
            // From the other end each time: a chain of values handed on is sorted out by one pass in its order.
            var pass = Enumerable.Reverse(_rejected).ToList();
            _rejected.Clear();
            foreach (var operations in pass.Chunk(pass.Count < _spec.RejectLimit ? 1 : Math.Min(_spec.BatchSize, 50))) RetryTogether(operations, died);
            delivered = Succeeded > succeeded;
        }
    }

    private void RetryTogether(Sent[] operations, bool died)
    {
        if (!_world.IsAtomic)
        {
            foreach (var operation in operations) Allowed[operation.Key].Add(_plan.Rules.Sent(_now[operation.Key], operation));
        }

        if (_end is null && _next == _batches.Count)
        {
            _end = Reason(died);
            Assert.True(_end is not null, $"{string.Join(' ', operations.AsEnumerable())} were not tried again");
        }

        if (_end is not null)
        {
            _rejected.AddRange(operations);
            return;
        }

        Assert.Equal(operations, _batches[_next].Sent);
        Take(_batches[_next++]);
    }

    private void EndWith(SyncStatus status)
    {
        if (_end is null || status < _end) _end = status;
    }
}
