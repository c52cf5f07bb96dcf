using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>One sync, started in two processes at once, again and again.</summary>
public sealed class RacingProcessesTests
{
    private const int Worlds = 8;
    private const int RoundsOfAWorld = 4;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_two_runs_and_the_other_is_stopped_or_comes_after_it(bool sharesFile)
    {
        using var one = Child.Start("race");
        using var other = Child.Start("race");
        foreach (var child in new[] { one, other }) Assert.Equal(Child.Ready, await child.StandardOutput.ReadLineAsync(Read.Stop));
        var stopped = 0;
        for (var world = 0; world < Worlds; world++) stopped += await RaceAsync([one, other], sharesFile, world);
        Assert.True(stopped > 0, "The two never met.");
        foreach (var child in new[] { one, other })
        {
            child.StandardInput.Close();
            await child.WaitForExitAsync(Read.Stop);
            Assert.Equal((0, ""), (child.ExitCode, await child.StandardError.ReadToEndAsync(Read.Stop)));
        }
    }

    /// <summary>Races over a world that has neither state nor file at first.</summary>
    /// <returns>How often one was stopped.</returns>
    private static async Task<int> RaceAsync(Process[] racers, bool sharesFile, int seed)
    {
        using var folder = new TestFolder();
        var kind = (WorldKind)(seed % 4);
        folder.Sql("table.db", World.Table(kind));
        var world = new World(folder.Path, kind, sharesFile, seed);
        var stopped = 0;
        for (var round = 1; round <= RoundsOfAWorld; round++)
        {
            var work = string.Join('\t', [.. world.Arguments, round.ToString(CultureInfo.InvariantCulture)]);
            foreach (var racer in racers) await racer.StandardInput.WriteLineAsync(work);
            var told = new List<string[]>();
            foreach (var racer in racers) told.Add((await racer.StandardOutput.ReadLineAsync(Read.Stop))!.Split('\t'));
            var what = $"{world} round {round}: {string.Join(" / ", told.Select(words => string.Join(' ', words)))}";
            Assert.True(told.All(words => words[0] is "Succeeded" or "Stopped") && told.Any(words => words[0] == "Succeeded"), what);
            Assert.All(told.Where(words => words[0] == "Stopped"), words => Assert.True(words[2] == "0" && words[3].StartsWith("Another run holds the lease", StringComparison.Ordinal), what));
            string[] effects = [.. world.Effects(round).Order()];
            Assert.True(told.Sum(words => int.Parse(words[1], CultureInfo.InvariantCulture)) == effects.Length, what);
            Assert.Equal(effects, folder.Rows("table.db", "SELECT what FROM writes").Order());
            Assert.Equal(world.Contents(round).Order(), folder.Rows("table.db", "SELECT Id, Email FROM t").Order());
            folder.Sql("table.db", "DELETE FROM writes");
            stopped += told.Count(words => words[0] == "Stopped");
        }

        return stopped;
    }
}
