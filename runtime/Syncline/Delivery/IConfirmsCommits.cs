namespace Syncline;

/// <summary>
/// A delivery that can tell afterwards whether a commit took effect. What a commit means is then written to the state as <em>prepared</em> before it is made, and counts once it is known that it was: each delivery is exactly once, whatever is killed in between, and no key
/// is ever in doubt. Where state and destination are one database, both commit in one transaction instead.
/// </summary>
/// <remarks>
/// The steps of a batch, or of a whole run: <c>ApplyAsync</c> writes all of it and shows nothing; the state is written, naming <see cref="Batch{TModel, TKey}.Commit"/>; <see cref="IBatchWork.CommitAsync"/> makes it visible, all at once as far as <see cref="IsCommittedAsync"/> is concerned.
/// <c>ApplyAsync</c> is called again for the same commit where a try of it failed.
/// </remarks>
public interface IConfirmsCommits : IDelivery
{
    /// <summary>Whether the commit of this name took effect. Asked when a run opens a state that does not know, before anything else is delivered, and after a commit that was not answered.</summary>
    /// <param name="commit">The name that the commit was applied under, in this run or an earlier one.</param>
    /// <param name="cancellationToken">Cancels the asking; the next run asks again.</param>
    /// <returns>What is so for good: after a no the commit must never take effect, though the process that was about to make it wakes up again. Clean up what it needs before you say so.</returns>
    /// <exception cref="DestinationException">It can't be told now.</exception>
    ValueTask<bool> IsCommittedAsync(string commit, CancellationToken cancellationToken);
}
