namespace Syncline.Tests.Engine;

/// <summary>A clock whose waits are over at once, and remembered.</summary>
internal sealed class HastyClock : TimeProvider
{
    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // What repeats, the renewal of a lease, is not waited for.
        if (dueTime == Timeout.InfiniteTimeSpan || period != Timeout.InfiniteTimeSpan) return base.CreateTimer(callback, state, dueTime, period);
        Waits.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
