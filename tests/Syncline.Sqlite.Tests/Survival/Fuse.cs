using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>Kills its own process, or stops it, when a run has come to a point for the n-th time.</summary>
/// <param name="point">The point; null for any.</param>
/// <param name="times">At which time.</param>
/// <param name="stops">Whether the process is stopped, and can be woken, instead of killed.</param>
internal sealed partial class Fuse(string? point, int times, bool stops = false)
{
    private const string Any = "anything";
    private const string Stops = "stops";
    private const int StopSignal = 19;
    private int _met;

    /// <summary>One that never burns down.</summary>
    public static Fuse None => new("", int.MaxValue);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Fuse Parse(string text)
    {
        var parts = text.Split(':');
        return new(parts[0] == Any ? null : parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2] == Stops);
    }

    public void Meet(string at)
    {
        if (point is not null && point != at) return;
        if (Interlocked.Increment(ref _met) != times) return;
        if (stops)
        {
            if (Signal(Environment.ProcessId, StopSignal) != 0) throw new InvalidOperationException("The process could not stop itself.");
            return;
        }

        // SIGKILL: no handler, no finally block, no buffer that is written after it.
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{point ?? Any}:{times}:{(stops ? Stops : "kills")}");

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Signal(int process, int signal);
}
