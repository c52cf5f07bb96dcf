namespace Syncline;

/// <summary>An account as one run uses it: once the run was cancelled, nothing new is sent.</summary>
internal sealed class RunAccount(HttpAccount account, DeliveryContext context)
{
    public int MaxConnections => account.MaxConnections;

    public TimeProvider TimeProvider => account.TimeProvider;

    /// <summary>Sends a request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="cancellationToken">Gives up a request that is on its way.</param>
    /// <param name="goesOn">Whether it is sent after a cancel too: it tells what became of what was sent, or takes it back.</param>
    /// <inheritdoc cref="HttpAccount.SendAsync" path="/exception"/>
    public Task<HttpAnswer> SendAsync(HttpMessage message, CancellationToken cancellationToken, bool goesOn = false)
        => account.SendAsync(goesOn ? message : message with { RunCancelled = context.Cancelled }, cancellationToken);

    /// <inheritdoc cref="HttpAccount.Reuse"/>
    public void Reuse(HttpAnswer answer) => account.Reuse(answer);
}
