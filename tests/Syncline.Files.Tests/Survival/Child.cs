using System.Diagnostics;
using System.Globalization;

namespace Syncline.Files.Tests.Survival;

/// <summary>Work done in another process, which is the test program itself.</summary>
internal static class Child
{
    public const string Switch = "--child";
    public const string Ready = "ready";

    // It is killed long before; one that isn't must not go on for ever.
    private const int Rounds = 200;

    /// <summary>Starts a process that runs round after round of a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="round">The first round.</param>
    /// <param name="lastStep">After how many steps on the way of commits it kills itself; 0 for never.</param>
    public static Process Start(World world, int round, int lastStep) => Start([.. world.Arguments, round.ToString(CultureInfo.InvariantCulture), lastStep.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>What the process does.</summary>
    public static async Task<int> WorkAsync(string[] work)
    {
        var world = World.Of(work);
        var first = int.Parse(work[3], CultureInfo.InvariantCulture);
        var steps = int.Parse(work[4], CultureInfo.InvariantCulture);
        Console.Out.WriteLine(Ready);
        for (var round = first; round < first + Rounds; round++)
        {
            // A line each, in one write: what is on the pipe outlives the process.
            Console.Out.WriteLine(round.ToString(CultureInfo.InvariantCulture));
            var report = await world.RunAsync(round, _ =>
            {
                if (--steps == 0) Process.GetCurrentProcess().Kill();
            }).ConfigureAwait(false);
            if (report.Status == SyncStatus.Succeeded) continue;
            await Console.Error.WriteLineAsync($"Round {round}: {report} {report.Message}").ConfigureAwait(false);
            return 1;
        }

        return 0;
    }

    private static Process Start(string[] work)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(Child).Assembly.Location);
        start.ArgumentList.Add(Switch);
        foreach (var argument in work) start.ArgumentList.Add(argument);
        // It lives for the blink of an eye: what pays off later is left out.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        return Process.Start(start)!;
    }
}
