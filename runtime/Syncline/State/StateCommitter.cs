namespace Syncline;

/// <summary>Commits what the journal holds. Once the state could not be written, nothing more is: what it holds is not known any more.</summary>
internal sealed class StateCommitter(IStateSession session, StateJournal journal, TimeProvider timeProvider, CommitWay way)
{
    // A lease lasts four times as long: until then no other run can have taken it.
    private static readonly TimeSpan SureOfLease = TimeSpan.FromSeconds(15);

    /// <summary>Why nothing more is committed; null while all went well.</summary>
    public DeliveryEnd? Failure { get; private set; }

    /// <summary>Commits what the journal holds.</summary>
    /// <returns>Whether it was; <see cref="Failure"/> says why not.</returns>
    public async Task<bool> CommitAsync()
    {
        if (!await AppendAsync(null, null, isUndone: false).ConfigureAwait(false)) return false;
        journal.Confirm();
        return true;
    }

    /// <summary>Commits what is written to the journal while its segments are taken, in one commit.</summary>
    /// <param name="write">Writes, and hands on the segments that are full.</param>
    /// <returns>Whether it was; <see cref="Failure"/> says why not.</returns>
    public async Task<bool> CommitAsync(Func<IEnumerable<ReadOnlyMemory<byte>>> write)
    {
        if (!await AppendAsync(null, write(), isUndone: false).ConfigureAwait(false)) return false;
        journal.Confirm();
        return true;
    }

    /// <summary>Asks for the lease where so much time has passed that another run may have it: this process was asleep, or a batch took long. Leaves the journal alone, so that a batch that was left behind can ask too.</summary>
    /// <param name="since">When the lease was surely held.</param>
    /// <exception cref="LeaseFailure">Another run has it, or had it, or the store can't tell.</exception>
    public async ValueTask KeepLeaseAsync(DateTimeOffset since)
    {
        if ((timeProvider.GetUtcNow() - since).Duration() < SureOfLease) return;
        try
        {
            await session.AppendAsync([], null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new LeaseFailure(e);
        }
    }

    /// <summary>The segments of what the journal holds.</summary>
    public ReadOnlyMemory<byte>[] Take() => journal.Take();

    /// <summary>Forgets what the journal holds.</summary>
    public void Forget() => journal.Discard();

    /// <summary>Commits what the journal holds together with a batch, in the batch's own transaction.</summary>
    /// <returns>Null when both were committed, and what went wrong, if anything, passes; else what became of the batch, and why.</returns>
    public async Task<(Outcome? Instead, DeliveryEnd End)?> CommitInsideAsync(IBatchWork work)
    {
        if (!await AppendAsync(work, null, isUndone: true).ConfigureAwait(false)) return (Outcome.Deferred, Failure!);
        try
        {
            await work.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            journal.Confirm();
            return null;
        }
        catch (Exception e)
        {
            return await FindOutAsync(e).ConfigureAwait(false);
        }
    }

    /// <summary>Appends what a commit means to the state as prepared, makes the commit, and notes whether it took effect.</summary>
    /// <param name="work">What is committed.</param>
    /// <param name="commit">The commit's name.</param>
    /// <param name="delivery">Tells what became of a commit that was not answered.</param>
    /// <param name="write">Writes what it means, and hands on the segments that are full.</param>
    /// <returns>Null when it took effect, and there was no error; else what became of the batch, and why.</returns>
    public async Task<(Outcome? Instead, DeliveryEnd End)?> CommitPreparedAsync(IBatchWork work, string commit, IConfirmsCommits delivery, Func<IEnumerable<ReadOnlyMemory<byte>>> write)
    {
        var held = timeProvider.GetUtcNow();
        IEnumerable<ReadOnlyMemory<byte>> segments;
        try
        {
            journal.Prepare(commit);
            segments = write();
        }
        catch
        {
            journal.Discard();
            throw;
        }

        if (!await AppendAsync(null, segments, isUndone: true).ConfigureAwait(false)) return (Outcome.Deferred, Failure!);
        journal.Prepared();
        try
        {
            await KeepLeaseAsync(held).ConfigureAwait(false);
            await work.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            journal.Settle(tookEffect: true);
            return null;
        }
        catch (LeaseFailure e)
        {
            // It was not even tried. Who has the lease by now asks the destination, and hears so.
            Failure = BatchFailure.End(e, isCancelled: false);
            return (Outcome.Deferred, Failure);
        }
        catch (DestinationException e) when (e.Effect != FailureEffect.Unknown)
        {
            journal.Settle(tookEffect: false);
            return (Outcome.Deferred, BatchFailure.End(e, isCancelled: false));
        }
        catch (Exception e)
        {
            return await AskAsync(e, commit, delivery).ConfigureAwait(false);
        }
    }

    private async Task<(Outcome? Instead, DeliveryEnd End)?> AskAsync(Exception e, string commit, IConfirmsCommits delivery)
    {
        try
        {
            var tookEffect = await delivery.IsCommittedAsync(commit, CancellationToken.None).ConfigureAwait(false);
            journal.Settle(tookEffect);
            return tookEffect
                ? (null, new DeliveryEnd(SyncStatus.Incomplete, $"A commit reported an error but went through: {Sentence.Of(e)}", e, DeliveryEnd.NextRun))
                : (Outcome.Deferred, BatchFailure.End(e, isCancelled: false));
        }
        catch (Exception unasked)
        {
            // It stays open in the state: nothing may follow it but a verdict.
            Failure = new DeliveryEnd(SyncStatus.Failed, $"Commit {commit} was not answered ({e.Message}), and the destination can't be asked whether it took effect ({unasked.Message}). The next run asks.", e);
            return (Outcome.Unknown, Failure);
        }
    }

    /// <summary>Both were committed or neither: the state tells which.</summary>
    private async Task<(Outcome? Instead, DeliveryEnd End)?> FindOutAsync(Exception e)
    {
        try
        {
            var segments = 0;
            await foreach (var segment in session.ReadAsync(CancellationToken.None).ConfigureAwait(false)) segments++;
            if (segments > journal.CommittedOrdinal)
            {
                journal.Confirm();
                return BatchFailure.Passes(e) ? null : (null, new DeliveryEnd(SyncStatus.Incomplete, $"A commit reported an error but went through: {Sentence.Of(e)}", e, DeliveryEnd.NextRun));
            }
        }
        catch (Exception unread)
        {
            journal.Discard();
            Failure = new DeliveryEnd(SyncStatus.Failed, $"A commit was not answered ({e.Message}), and the state can't be read to find out ({unread.Message}). The next run finds out.", e);
            return (Outcome.Unknown, Failure);
        }

        journal.Discard();
        return (Outcome.Deferred, new DeliveryEnd(SyncStatus.Failed, $"A batch could not be committed and was undone: {Sentence.Of(e)}", e));
    }

    private async Task<bool> AppendAsync(IBatchWork? inside, IEnumerable<ReadOnlyMemory<byte>>? segments, bool isUndone)
    {
        if (Failure is not null) return false;
        if (segments is null && journal.IsEmpty) return true;
        try
        {
            await session.AppendAsync(segments ?? journal.Take(), inside, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            journal.Discard();
            Failure = e is LeaseLostException
                ? new DeliveryEnd(SyncStatus.Stopped, $"{Sentence.Of(e)}", e, DeliveryEnd.Deferred)
                : new DeliveryEnd(SyncStatus.Failed, $"The state could not be written: {Sentence.Of(e)} {(isUndone ? "The batch was undone." : OfTheLast())}", e);
            return false;
        }
    }

    private string OfTheLast()
        => way == CommitWay.Prepared ? "What was committed before is found out by the next run, which asks the destination." : "What was answered since its last commit is in doubt: what may not be repeated is parked, and the rest sent again.";
}
