using System.Runtime.ExceptionServices;

namespace Syncline;

/// <summary>Marks, applies, commits and acknowledges one batch: SPEC section 7's order of steps in one place.</summary>
/// <remarks>What it keeps beside a batch lies in arrays that serve one batch after the other: of a large run each would be garbage of a size that waits long to be collected.</remarks>
internal sealed class BatchSender<TModel, TKey>(Baseline baseline, OpenDelivery<TModel, TKey> delivery, StateCommitter commits, Acknowledger acknowledger, Backoff backoff, TimeProvider timeProvider, string runId, CommitWay way)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly BatchRows<TModel, TKey> _rows = new();
    private Remembered[] _before = [];
    private OperationOutcome[] _answers = [];
    private int[] _places = [];
    private IEnumerable<PlannedOperation> _next = [];
    private int _batches;

    /// <summary>Sends a batch.</summary>
    /// <param name="batch">The operations.</param>
    /// <param name="next">What most likely comes after them, to be read while the destination is at work.</param>
    /// <param name="patience">How long an answer is waited for once the run was cancelled.</param>
    /// <returns>An outcome for each operation, valid until the next batch, and why nothing more can be sent, if so.</returns>
    public async Task<(ReadOnlyMemory<OperationOutcome> Outcomes, DeliveryEnd? End)> SendAsync(List<PlannedOperation> batch, IEnumerable<PlannedOperation> next, Patience patience)
    {
        _next = next;
        // Before anything is marked: a spool that can't be read leaves nothing in doubt.
        var before = Remember(batch);
        var operations = Materialise(batch, before.Span);
        return way == CommitWay.Marked
            ? await SendMarkedAsync(batch, before, operations, patience).ConfigureAwait(false)
            : await SendWholeAsync(batch, before, operations, patience).ConfigureAwait(false);
    }

    private async Task<(ReadOnlyMemory<OperationOutcome> Outcomes, DeliveryEnd? End)> SendMarkedAsync(List<PlannedOperation> batch, Memory<Remembered> before, Batch<TModel, TKey> operations, Patience patience)
    {
        for (var i = 0; i < batch.Count; i++) acknowledger.MarkInDoubt(Change(batch[i]), before.Span[i]);
        var marked = timeProvider.GetUtcNow();
        if (!await commits.CommitAsync().ConfigureAwait(false)) return All(batch, Outcome.Deferred, commits.Failure!);
        var answers = Room(ref _answers, batch.Count);
        answers.Span.Clear();
        var end = await ApplyAsync(new Rest<TModel, TKey>(operations, answers, Places(batch.Count)), marked, patience).ConfigureAwait(false);
        Acknowledge(batch, before, answers);
        return (answers, end);
    }

    /// <summary>Applies a batch, in halves where it is refused as a whole. What was answered before a failure stands, and what was not is sent again.</summary>
    private async Task<DeliveryEnd?> ApplyAsync(Rest<TModel, TKey> rest, DateTimeOffset marked, Patience patience)
    {
        try
        {
            var failure = await ReadingAheadAsync(() => backoff.RunAsync(() => rest.Kinds, () => AttemptAsync(rest, marked, patience))).ConfigureAwait(false);
            return failure is null ? null : BatchFailure.End(failure, patience.IsCancelled);
        }
        catch (DestinationException e) when (e.Effect == FailureEffect.NothingRefused)
        {
            if (rest.Count == 1)
            {
                rest.Fill(OperationOutcome.Rejected(e.Message));
                return null;
            }

            var (first, second) = rest.Halves();
            var end = await ApplyAsync(first, marked, patience).ConfigureAwait(false);
            if (end is null) return await ApplyAsync(second, marked, patience).ConfigureAwait(false);
            second.Fill(new OperationOutcome(Outcome.Deferred, end.Message));
            return end;
        }
        catch (Exception e)
        {
            if (!rest.IsTold) rest.Fill(new OperationOutcome(BatchFailure.OutcomeOf(e), BatchFailure.Reason(e, patience.IsCancelled)));
            return BatchFailure.End(e, patience.IsCancelled);
        }
    }

    /// <summary>Sends what has no answer yet.</summary>
    /// <returns>What ends the run, where it can't pass.</returns>
    private async Task<Exception?> AttemptAsync(Rest<TModel, TKey> rest, DateTimeOffset marked, Patience patience)
    {
        BatchAnswer answer;
        try
        {
            answer = await delivery.ApplyAsync(rest.Take(Make), () => commits.KeepLeaseAsync(marked), patience.Stop, patience.Leave).ConfigureAwait(false);
        }
        catch (Exception e) when (BatchFailure.OutcomeOf(e) == Outcome.Unknown)
        {
            // Another attempt is to know of it.
            rest.Fill(OperationOutcome.Unknown(e.Message));
            throw;
        }

        rest.Answer(answer);
        if (answer.Failure is DestinationException && answer.Unanswered.Count > 0) ExceptionDispatchInfo.Throw(answer.Failure);
        return answer.Failure;
    }

    /// <summary>Where a batch counts or not as a whole: no mark is needed, and what was not committed is undone.</summary>
    private async Task<(ReadOnlyMemory<OperationOutcome> Outcomes, DeliveryEnd? End)> SendWholeAsync(List<PlannedOperation> batch, Memory<Remembered> before, Batch<TModel, TKey> operations, Patience patience)
    {
        (ReadOnlyMemory<OperationOutcome> Outcomes, DeliveryEnd? End) sent;
        try
        {
            // What is not committed is undone, so whatever failed in passing may be tried again.
            sent = await backoff.RunAsync(static () => OperationKinds.None, () => AttemptWholeAsync(batch, before, operations, patience)).ConfigureAwait(false);
        }
        catch (DestinationException e) when (e.Effect == FailureEffect.NothingRefused)
        {
            return await SendHalvesAsync(batch, before, operations, e, patience).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            sent = All(batch, Outcome.Deferred, BatchFailure.End(e, patience.IsCancelled));
        }

        if (sent.End is not null) NoteUndone(batch, sent.Outcomes);
        return sent;
    }

    /// <summary>Applies a batch and commits it with what it means to the state.</summary>
    /// <exception cref="DestinationException">It was not applied, or its commit was undone and may pass.</exception>
    private async Task<(ReadOnlyMemory<OperationOutcome> Outcomes, DeliveryEnd? End)> AttemptWholeAsync(List<PlannedOperation> batch, Memory<Remembered> before, Batch<TModel, TKey> operations, Patience patience)
    {
        var work = await ReadingAheadAsync(() => delivery.BeginAsync(operations, patience.Stop, patience.Leave)).ConfigureAwait(false);
        try
        {
            return await CommitWholeAsync(work, operations.Commit, batch, before, patience).ConfigureAwait(false);
        }
        finally
        {
            await delivery.CloseAsync(work).ConfigureAwait(false);
        }
    }

    private async Task<(ReadOnlyMemory<OperationOutcome> Outcomes, DeliveryEnd? End)> SendHalvesAsync(List<PlannedOperation> batch, Memory<Remembered> before, Batch<TModel, TKey> operations, DestinationException refused, Patience patience)
    {
        if (batch.Count == 1)
        {
            OperationOutcome[] rejected = [OperationOutcome.Rejected(refused.Message)];
            Acknowledge(batch, before, rejected);
            return (rejected.AsMemory(), await commits.CommitAsync().ConfigureAwait(false) ? null : commits.Failure);
        }

        var half = operations.Count / 2;
        var (outcomes, end) = await SendWholeAsync(batch[..half], before[..half], Make(operations.Operations[..half]), patience).ConfigureAwait(false);
        if (end is not null)
        {
            var rest = All(batch[half..], Outcome.Deferred, end);
            NoteUndone(batch[half..], rest.Outcomes);
            return ((OperationOutcome[])[.. outcomes.Span, .. rest.Outcomes.Span], end);
        }

        // What was answered for the first lies where the second's answer comes.
        outcomes = outcomes.ToArray();
        var (others, otherEnd) = await SendWholeAsync(batch[half..], before[half..], Make(operations.Operations[half..]), patience).ConfigureAwait(false);
        return ((OperationOutcome[])[.. outcomes.Span, .. others.Span], otherEnd);
    }

    private async Task<(ReadOnlyMemory<OperationOutcome> Outcomes, DeliveryEnd? End)> CommitWholeAsync(IBatchWork work, string commit, List<PlannedOperation> batch, Memory<Remembered> before, Patience patience)
    {
        var (outcomes, failure, _) = delivery.AnswerOf(work, batch.Count);
        var failed = way == CommitWay.Joined
            ? await CommitJoinedAsync(work, batch, before, outcomes).ConfigureAwait(false)
            : await CommitPreparedAsync(work, commit, batch, before, outcomes).ConfigureAwait(false);
        // Undone for certain, which the state has told: as good as a batch that was not applied.
        if (failed is (Outcome.Deferred, { Error: DestinationException undone } told) && commits.Failure is null && way == CommitWay.Joined && BatchFailure.Passes(undone)) throw new DestinationException(told.Message, FailureEffect.NothingTransient, undone) { RetryAfter = Backoff.AskedFor(undone) };
        if (failed is not var (instead, end)) return (outcomes, failure is null ? null : BatchFailure.End(failure, patience.IsCancelled));
        return instead is { } outcome ? All(batch, outcome, end) : (outcomes, end);
    }

    private Task<(Outcome? Instead, DeliveryEnd End)?> CommitJoinedAsync(IBatchWork work, List<PlannedOperation> batch, Memory<Remembered> before, ReadOnlyMemory<OperationOutcome> outcomes)
    {
        try
        {
            Acknowledge(batch, before, outcomes);
        }
        catch
        {
            commits.Forget();
            throw;
        }

        return commits.CommitInsideAsync(work);
    }

    private Task<(Outcome? Instead, DeliveryEnd End)?> CommitPreparedAsync(IBatchWork work, string commit, List<PlannedOperation> batch, Memory<Remembered> before, ReadOnlyMemory<OperationOutcome> outcomes)
        => commits.CommitPreparedAsync(work, commit, (IConfirmsCommits)delivery.Inner, () =>
        {
            Acknowledge(batch, before, outcomes);
            return commits.Take();
        });

    /// <summary>What was undone with the batch was not sent, as far as the state is concerned.</summary>
    private void NoteUndone(List<PlannedOperation> batch, ReadOnlyMemory<OperationOutcome> outcomes)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (outcomes.Span[i].Outcome == Outcome.Deferred) acknowledger.NotSent(Change(batch[i]));
        }
    }

    private void Acknowledge(List<PlannedOperation> batch, Memory<Remembered> before, ReadOnlyMemory<OperationOutcome> outcomes)
    {
        for (var i = 0; i < batch.Count; i++) acknowledger.Answered(Change(batch[i]), before.Span[i], outcomes.Span[i], wasMarked: way == CommitWay.Marked);
    }

    /// <summary>Waits for the destination, and reads what comes next meanwhile.</summary>
    private async Task<T> ReadingAheadAsync<T>(Func<Task<T>> apply)
    {
        var applied = apply();
        if (!applied.IsCompleted) _rows.ReadAhead(_next);
        try
        {
            return await applied.ConfigureAwait(false);
        }
        finally
        {
            await _rows.SettleAsync().ConfigureAwait(false);
        }
    }

    private Batch<TModel, TKey> Materialise(List<PlannedOperation> batch, ReadOnlySpan<Remembered> before)
    {
        var operations = _rows.Of(batch);
        for (var i = 0; i < batch.Count; i++)
        {
            ref var operation = ref operations.Span[i];
            // An insert that is undone unless it is committed is never perhaps there: of a million of them the keys would take a while.
            var hasKey = operation.Kind is OperationKind.Event or OperationKind.Action || (operation.Kind == OperationKind.Insert && way == CommitWay.Marked);
            if (!hasKey && (before[i].Flags & EntryFlags.InDoubt) == 0) continue;
            var change = Change(batch[i]);
            operation = operation with { IdempotencyKey = hasKey ? acknowledger.IdempotencyKey(change, before[i]) : default, IsInDoubt = Acknowledger.IsInDoubt(change, before[i]) };
        }

        return Make(operations);
    }

    private Batch<TModel, TKey> Make(ReadOnlyMemory<Operation<TModel, TKey>> operations)
        => new(++_batches, operations) { Commit = CommitName.Of(runId, _batches), PreviousCommit = baseline.LastCommit };

    private Memory<Remembered> Remember(List<PlannedOperation> batch)
    {
        var before = Room(ref _before, batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            var entry = batch[i].Entry;
            before.Span[i] = new Remembered(baseline.FlagsOf(entry), baseline.NoteOf(entry));
        }

        return before;
    }

    private ReadOnlyMemory<int> Places(int count)
    {
        if (_places.Length < count) _places = [.. Enumerable.Range(0, count)];
        return _places.AsMemory(0, count);
    }

    private static Memory<T> Room<T>(ref T[] array, int count)
    {
        if (array.Length < count) array = new T[count];
        return array.AsMemory(0, count);
    }

    private static SpooledChange Change(PlannedOperation operation) => operation.Spool.Read(operation.Index);

    private static (ReadOnlyMemory<OperationOutcome> Outcomes, DeliveryEnd? End) All(List<PlannedOperation> batch, Outcome outcome, DeliveryEnd end)
        => (Enumerable.Repeat(new OperationOutcome(outcome, end.Message), batch.Count).ToArray().AsMemory(), end);
}

/// <summary>What an exception of a destination means for the batch and for the run.</summary>
internal static class BatchFailure
{
    public static Outcome OutcomeOf(Exception e) => e is DestinationException { Effect: not FailureEffect.Unknown } ? Outcome.Deferred : Outcome.Unknown;

    /// <summary>Whether a destination says that the same may work a little later.</summary>
    public static bool Passes(Exception e) => e is DestinationException { Effect: FailureEffect.Unknown or FailureEffect.NothingTransient };

    /// <summary>That a wait the destination asked for was too long, in words; null where it asked for none.</summary>
    private static string? AsksForMore(Exception e) => Backoff.AskedFor(e) is { } wait ? $"It asks to be left alone for {wait.TotalSeconds:0} s, longer than MaxWait has left." : null;

    public static DeliveryEnd End(Exception e, bool isCancelled)
    {
        // The user's own exception is what the report has to show.
        if (e is TypedFailure { InnerException: { } own }) e = own;
        var isLease = e is LeaseFailure;
        if (e is LeaseFailure { InnerException: { } ofLease }) e = ofLease;
        if (isCancelled) return new DeliveryEnd(SyncStatus.Cancelled, e is DestinationException { Effect: not FailureEffect.Unknown } ? "Cancelled; what was left of the batch on its way was not applied." : $"Cancelled; the batch on its way was not answered ({e.Message}).", e, DeliveryEnd.NextRun);
        if (isLease && e is LeaseLostException) return new DeliveryEnd(SyncStatus.Stopped, $"{Sentence.Of(e)}", e, DeliveryEnd.Deferred);
        if (isLease) return new DeliveryEnd(SyncStatus.Failed, $"Whether the lease is still held could not be found out: {Sentence.Of(e)}", e, DeliveryEnd.NextRun);
        // What a destination says of itself may be over by the next run; anything else is an error of its own.
        var passes = Passes(e);
        if (passes && AsksForMore(e) is { } more) return new DeliveryEnd(SyncStatus.Incomplete, $"{Sentence.Of(e)} {more}", e, DeliveryEnd.NextRun);
        if (TypedFailure.IsLockedOut(e)) return new DeliveryEnd(SyncStatus.Failed, $"The destination does not let the account in, or do this: {Sentence.Of(e)} Look at its credentials and permissions, then run again.", e, "What was not sent is deferred until then.");
        return new DeliveryEnd(passes ? SyncStatus.Incomplete : SyncStatus.Failed, $"{(e is DestinationException or WrongAnswerException ? "" : $"The destination threw {e.GetType().Name}: ")}{Sentence.Of(e)}", e, DeliveryEnd.NextRun);
    }

    /// <summary>Why an operation of a failed batch has its outcome.</summary>
    public static string Reason(Exception e, bool isCancelled) => isCancelled ? "the run was cancelled before an answer came" : e.Message;
}
