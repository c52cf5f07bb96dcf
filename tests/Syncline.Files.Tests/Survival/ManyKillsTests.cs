using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Syncline.Files.Tests.Survival;

/// <summary>Runs that are killed again and again, at each step of a commit and at any moment.</summary>
public sealed class ManyKillsTests
{
    private const int KilledBySignal = 128 + 9;
    private const int KillsOfAWorld = 6;

    // About how many steps a few rounds have.
    private const int Steps = 90;
    private const int LatestMoment = 120;

    private static int OfEachKind => Math.Max(4, int.Parse(Environment.GetEnvironmentVariable("SYNCLINE_KILLS") ?? "200", CultureInfo.InvariantCulture) / 5);

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("SYNCLINE_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(WorldKind.Diff)]
    [InlineData(WorldKind.Snapshot)]
    [InlineData(WorldKind.Events)]
    public async Task What_is_visible_is_whole_and_named_and_the_next_run_takes_it_up(WorldKind kind)
    {
        var random = new Random(Seed + (int)kind);
        for (var kill = 0; kill < OfEachKind;)
        {
            // A few in a row for each: what one left behind must not trouble the next.
            using var folder = new TestFolder(inMemory: true);
            var world = new World(folder.Path, kind, random.Next(1_000));
            var done = 0;
            for (var end = Math.Min(OfEachKind, kill + KillsOfAWorld); kill < end; kill++)
            {
                var step = kill % 2 == 0 ? random.Next(Steps) + 1 : 0;
                var story = string.Create(CultureInfo.InvariantCulture, $"{world} killed at {(step > 0 ? $"step {step}" : "some moment")} from round {done + 1}");
                try
                {
                    done = await KillAsync(world, done + 1, step, random);
                    new LakeReader(world.Lake).CheckWhatIsVisible();
                    // One time in four it dies again before anybody has taken it up.
                    if (random.Next(4) == 0) done = await KillAsync(world, done, random.Next(12) + 1, random);
                    new LakeReader(world.Lake).CheckWhatIsVisible();
                    await TakeUpAsync(world, done);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"{story}: {e.Message}", e);
                }
            }
        }
    }

    private static async Task TakeUpAsync(World world, int round)
    {
        var report = await world.RunAsync(round);
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
        var lake = new LakeReader(world.Lake);
        lake.CheckWhole();
        Assert.Equal(world.Rows(round).OrderBy(row => row.Key), lake.Contents().OrderBy(row => row.Key));
    }

    /// <summary>Runs rounds in a process that is killed; gives the last that was begun.</summary>
    private static async Task<int> KillAsync(World world, int first, int step, Random random)
    {
        using var child = Child.Start(world, first, step);
        var errors = child.StandardError.ReadToEndAsync(TestFolder.Stop);
        Assert.Equal(Child.Ready, await child.StandardOutput.ReadLineAsync(TestFolder.Stop));
        if (step == 0)
        {
            var moment = TimeSpan.FromMilliseconds(random.NextDouble() * LatestMoment);
            var start = Stopwatch.GetTimestamp();
            await Task.Delay(moment, TestFolder.Stop);
            while (Stopwatch.GetElapsedTime(start) < moment) Thread.SpinWait(10);
            child.Kill();
        }

        var begun = (await child.StandardOutput.ReadToEndAsync(TestFolder.Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync(TestFolder.Stop);
        Assert.True(child.ExitCode == KilledBySignal, $"From round {first} the process ended with {child.ExitCode} and was not killed: {await errors}");
        return begun.Length == 0 ? first : int.Parse(begun[^1], CultureInfo.InvariantCulture);
    }
}
