using System.Diagnostics;
using System.Globalization;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>Kills its own process when a run has come to a point for the n-th time.</summary>
/// <param name="point">The point; null for any.</param>
/// <param name="times">At which time.</param>
internal sealed class Fuse(string? point, int times)
{
    private const string Any = "anything";
    private int _met;

    /// <summary>One that never burns down.</summary>
    public static Fuse None => new("", int.MaxValue);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Fuse Parse(string text) => text.Split(':') is [var point, var times]
        ? new(point == Any ? null : point, int.Parse(times, CultureInfo.InvariantCulture))
        : throw new ArgumentException($"{text} is no fuse.", nameof(text));

    public void Meet(string at)
    {
        if (point is not null && point != at) return;
        if (Interlocked.Increment(ref _met) != times) return;
        // SIGKILL: no handler, no finally block, no buffer that is written after it.
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{point ?? Any}:{times}");
}
