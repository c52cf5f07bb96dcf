namespace Syncline;

/// <summary>Reports progress at a bounded rate.</summary>
internal sealed class ProgressReporter(string sync, SyncOptions options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly IProgress<SyncProgress>? _progress = options.Progress;
    private readonly TimeProvider _timeProvider = options.TimeProvider;
    private SyncPhase? _phase;
    private long _last;

    public void Report(SyncPhase phase, long done, long? total, SyncCounts counts)
    {
        if (_progress is null) return;
        var now = _timeProvider.GetTimestamp();
        if (phase == _phase && _timeProvider.GetElapsedTime(_last, now) < Interval) return;
        (_phase, _last) = (phase, now);
        // The counters go on while the listener looks at them.
        _progress.Report(new SyncProgress(sync, phase, done, total, counts with { }));
    }
}
