using System.Globalization;
using Spectre.Console;
using Syncline;

namespace QuickStart;

/// <summary>Runs a step with a live progress bar where there is a terminal, and plain lines where there is none.</summary>
internal static class Steps
{
    public static void Title(string text) => Console.WriteLine($"\n{text}");

    public static async Task<SyncReport> RunAsync(Func<SyncOptions, Task<SyncReport>> run)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive) return await run(new SyncOptions { Progress = new PlainProgress() });
        SyncReport? report = null;
        await AnsiConsole.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask("starting", autoStart: true, maxValue: 1);
            report = await run(new SyncOptions { Progress = new BarProgress(task) });
        });
        return report!;
    }

    /// <summary>Moves the bar; the total is known once the source was read.</summary>
    private sealed class BarProgress(ProgressTask task) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value)
        {
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{value.Sync} {value.Phase} {value.Done:N0}");
            task.IsIndeterminate = value.Total is null;
            task.MaxValue = Math.Max(1, value.Total ?? 1);
            task.Value = value.Total is null ? 0 : value.Done;
        }
    }

    /// <summary>A line a second at most, and none for what is over at once.</summary>
    private sealed class PlainProgress : IProgress<SyncProgress>
    {
        private long _next = Environment.TickCount64 + 1000;

        public void Report(SyncProgress value)
        {
            if (Environment.TickCount64 < _next) return;
            _next = Environment.TickCount64 + 1000;
            var of = value.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total:N0}") : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {value.Phase} {value.Done:N0}{of}"));
        }
    }
}
