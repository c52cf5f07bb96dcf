using System.Diagnostics;
using System.Globalization;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>Work done in another process, which is the test program itself.</summary>
internal static class Child
{
    public const string Switch = "--child";
    public const string Ready = "ready";

    // It is killed long before; one that isn't must not go on for ever.
    private const int Rounds = 100;

    /// <summary>Starts a process that runs round after round of a world.</summary>
    public static Process Start(World world, int round, Fuse fuse) => Start(["rounds", .. world.Arguments, round.ToString(CultureInfo.InvariantCulture), fuse.ToString()]);

    public static Process Start(params string[] work)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(Child).Assembly.Location);
        start.ArgumentList.Add(Switch);
        foreach (var argument in work) start.ArgumentList.Add(argument);
        // It lives for the blink of an eye: what pays off later is left out.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>What the process does.</summary>
    public static async Task<int> WorkAsync(string[] work)
    {
        switch (work)
        {
            case ["rounds", .. var arguments]:
                return await RunRoundsAsync(World.Of(arguments), int.Parse(arguments[4], CultureInfo.InvariantCulture), Fuse.Parse(arguments[5])).ConfigureAwait(false);
            case ["round", .. var arguments]:
                await RunRoundAsync(World.Of(arguments), int.Parse(arguments[4], CultureInfo.InvariantCulture), Fuse.Parse(arguments[5]), new ClockFile(arguments[0])).ConfigureAwait(false);
                return 0;
            case ["race"]:
                await RaceAsync().ConfigureAwait(false);
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no such work: {string.Join(' ', work)}").ConfigureAwait(false);
                return 2;
        }
    }

    /// <summary>Runs one round and tells what became of it.</summary>
    private static async Task RunRoundAsync(World world, int round, Fuse fuse, TimeProvider clock)
    {
        Console.Out.WriteLine(Told(await world.RunAsync(round, fuse, new SyncOptions { TimeProvider = clock }).ConfigureAwait(false)));
    }

    /// <summary>Runs whatever round of whatever world it is told to, until there is no more.</summary>
    private static async Task RaceAsync()
    {
        Console.Out.WriteLine(Ready);
        while (Console.In.ReadLine()?.Split('\t') is { } work)
        {
            Console.Out.WriteLine(Told(await World.Of(work).RunAsync(int.Parse(work[4], CultureInfo.InvariantCulture), Fuse.None).ConfigureAwait(false)));
        }
    }

    private static string Told(SyncReport report) => string.Create(CultureInfo.InvariantCulture, $"{report.Status}\t{report.Counts.Succeeded}\t{report.Counts.Queried}\t{report.Message?.ReplaceLineEndings(" ")}");

    private static async Task<int> RunRoundsAsync(World world, int first, Fuse fuse)
    {
        Console.Out.WriteLine(Ready);
        for (var round = first; round < first + Rounds; round++)
        {
            // A line each, in one write: what is on the pipe outlives the process.
            Console.Out.WriteLine(round.ToString(CultureInfo.InvariantCulture));
            var report = await world.RunAsync(round, fuse).ConfigureAwait(false);
            if (report.Status == SyncStatus.Succeeded) continue;
            await Console.Error.WriteLineAsync($"Round {round}: {report}").ConfigureAwait(false);
            return 1;
        }

        return 0;
    }
}
