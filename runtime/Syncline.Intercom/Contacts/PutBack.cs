namespace Syncline;

/// <summary>Looks after a contact that was taken out of the archive to see whose it is: what is not done within the step is done by nobody.</summary>
internal static class PutBack
{
    private const int MostTries = 6;

    // Six of Intercom's windows. What lasts longer is told instead.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Tries it until it is done, and waits as long as Intercom says, or 1, 2, 4, 8 and 16 seconds, while what fails is passing.</summary>
    /// <param name="attempt">Does it; may be done twice. Returns why it is refused, or null where it is done.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it was not done; null where it was.</returns>
    public static async Task<string?> TryAsync(Func<CancellationToken, Task<string?>> attempt, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                try
                {
                    return await attempt(cancellationToken).ConfigureAwait(false);
                }
                catch (DestinationException e)
                {
                    var wait = e.RetryAfter ?? TimeSpan.FromSeconds(1 << (tries - 1));
                    if (tries == MostTries || e.Effect is not (FailureEffect.NothingTransient or FailureEffect.Unknown) || wait > LongestWait) return e.Message;
                    await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                return "the run was cancelled";
            }
        }
    }
}
