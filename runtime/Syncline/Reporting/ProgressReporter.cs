namespace Syncline;

/// <summary>Reports progress at a bounded rate. A listener that throws never changes what a run does: it hears no more of the run, and the report says so.</summary>
internal sealed class ProgressReporter(string sync, SyncOptions options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private IProgress<SyncProgress>? _progress = options.Progress;
    private readonly TimeProvider _timeProvider = options.TimeProvider;
    private SyncPhase? _phase;
    private long _last;

    /// <summary>What the listener threw; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    public void Report(SyncPhase phase, long done, long? total, SyncCounts counts)
    {
        if (_progress is null) return;
        var now = _timeProvider.GetTimestamp();
        if (phase == _phase && _timeProvider.GetElapsedTime(_last, now) < Interval) return;
        (_phase, _last) = (phase, now);
        try
        {
            // The counters go on while the listener looks at them.
            _progress.Report(new SyncProgress(sync, phase, done, total, counts with { }));
        }
        catch (Exception e)
        {
            (Failure, _progress) = (e, null);
        }
    }
}
