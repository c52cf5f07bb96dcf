using System.Collections.Concurrent;
using System.Diagnostics;

namespace Syncline.ApiDoubles;

/// <summary>Waits to the millisecond: the timers of the system look at a clock that is up to 4 ms late, which is much of a latency of 50.</summary>
internal sealed class LatencyClock : IDisposable
{
    private readonly BlockingCollection<(long Due, TaskCompletionSource Done)> _waiting = [];

    public LatencyClock() => new Thread(Watch) { IsBackground = true, Name = "Latency" }.Start();

    /// <summary>Ends when a time since a moment has passed, and not before what was asked for earlier.</summary>
    /// <param name="since">The moment, as <see cref="Stopwatch"/> counts.</param>
    /// <param name="time">The time.</param>
    public Task WaitAsync(long since, TimeSpan time)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((since + (long)(time.TotalSeconds * Stopwatch.Frequency), done));
        return done.Task;
    }

    public void Dispose() => _waiting.CompleteAdding();

    private void Watch()
    {
        foreach (var (due, done) in _waiting.GetConsumingEnumerable())
        {
            while (due - Stopwatch.GetTimestamp() is var ticks and > 0) Thread.Sleep((int)Math.Ceiling(ticks * 1000.0 / Stopwatch.Frequency));
            done.SetResult();
        }
    }
}
