namespace Syncline;

/// <summary>How long a batch on its way is waited for once the run was cancelled.</summary>
internal sealed class Patience : IDisposable
{
    // After it was told to stop a destination gets this long to say what became of the batch.
    private static readonly TimeSpan TimeToNotice = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _leave;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _cancelled;

    public Patience(SyncOptions options, CancellationToken cancelled)
    {
        _cancelled = cancelled;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
        _leave = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
        _registration = cancelled.Register(() =>
        {
            _stop.CancelAfter(options.StopTimeout);
            _leave.CancelAfter(options.StopTimeout + TimeToNotice);
        });
    }

    /// <summary>Whether the run was cancelled.</summary>
    public bool IsCancelled => _cancelled.IsCancellationRequested;

    /// <summary>The destination is to give up.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The run goes on without an answer.</summary>
    public CancellationToken Leave => _leave.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _stop.Dispose();
        _leave.Dispose();
    }
}
