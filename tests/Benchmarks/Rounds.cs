using System.Diagnostics;

namespace Syncline.Benchmarks;

/// <summary>Times two ways of doing one thing in turns, so that a slow moment of the machine hits both.</summary>
internal static class Rounds
{
    /// <summary>Runs both in turns and gives the median times, after one round that isn't counted.</summary>
    /// <param name="ours">Returns what it found, to be compared with what the other found.</param>
    /// <param name="theirs">The same by other means.</param>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="prepare">What comes before each and isn't counted.</param>
    public static (TimeSpan Ours, TimeSpan Theirs) Compare<T>(Func<T> ours, Func<T> theirs, int rounds, Action? prepare = null)
        where T : IEquatable<T>
    {
        var ourTimes = new List<TimeSpan>();
        var theirTimes = new List<TimeSpan>();
        for (var round = 0; round <= rounds; round++)
        {
            // Who begins changes, so that neither always finds the caches as the other left them.
            T mine, other;
            TimeSpan myTime, otherTime;
            if (round % 2 == 0)
            {
                (mine, myTime) = Time(ours, prepare);
                (other, otherTime) = Time(theirs, prepare);
            }
            else
            {
                (other, otherTime) = Time(theirs, prepare);
                (mine, myTime) = Time(ours, prepare);
            }

            if (!mine.Equals(other)) throw new InvalidOperationException($"The two found different things: {mine} and {other}.");
            if (round == 0) continue;
            ourTimes.Add(myTime);
            theirTimes.Add(otherTime);
        }

        return (Median(ourTimes), Median(theirTimes));
    }

    /// <summary>The middle of some times.</summary>
    public static TimeSpan Median(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private static (T Result, TimeSpan Time) Time<T>(Func<T> work, Action? prepare)
    {
        prepare?.Invoke();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var start = Stopwatch.GetTimestamp();
        var result = work();
        return (result, Stopwatch.GetElapsedTime(start));
    }
}
