using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>A world whose runs are killed again and again, and looked at after it.</summary>
internal sealed class KilledWorld(TestFolder folder, World world, bool sharesFile, int seed)
{
    private const int KilledBySignal = 128 + 9;
    private readonly Random _random = new(seed);
    private readonly HashSet<string> _never = [];
    private readonly List<string> _story = [];
    private int _done;
    private int _killsSince;

    /// <summary>Runs rounds in a process that is killed when a fuse has burnt down, or at some moment; then sees to it that nothing is lost and nothing done too often.</summary>
    public async Task KillAsync(Fuse? fuse)
    {
        var (round, lines) = await KillChildAsync(fuse);
        _killsSince++;
        _story.Add(string.Create(CultureInfo.InvariantCulture, $"killed at {fuse?.ToString() ?? "some moment"} in round {round}, begun with {_done + 1} ({lines} begun)"));
        try
        {
            // Of four: two are taken up at once, one dies again before anybody has taken it up, and from one the source moves on.
            switch (_random.Next(4))
            {
                case 0 or 1:
                    await TakeUpAsync(round);
                    break;
                case 2:
                    (round, _) = await KillChildAsync(null, round);
                    _killsSince++;
                    _story.Add(string.Create(CultureInfo.InvariantCulture, $"killed again in round {round}"));
                    await TakeUpAsync(round);
                    break;
                default:
                    await MoveOnAsync(round);
                    break;
            }
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{world}: {string.Join("; ", _story.TakeLast(4))}: {e.Message}", e);
        }
    }

    private async Task<(int Round, int Lines)> KillChildAsync(Fuse? fuse, int? from = null)
    {
        var first = from ?? _done + 1;
        using var child = Child.Start(world, first, fuse ?? Fuse.None);
        var errors = child.StandardError.ReadToEndAsync(Read.Stop);
        Assert.Equal(Child.Ready, await child.StandardOutput.ReadLineAsync(Read.Stop));
        if (fuse is null)
        {
            var moment = TimeSpan.FromMilliseconds(_random.NextDouble() * 150);
            var start = Stopwatch.GetTimestamp();
            await Task.Delay(moment, Read.Stop);
            while (Stopwatch.GetElapsedTime(start) < moment) Thread.SpinWait(10);
            child.Kill();
        }

        var begun = (await child.StandardOutput.ReadToEndAsync(Read.Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync(Read.Stop);
        Assert.True(child.ExitCode == KilledBySignal, $"{world}: with {fuse?.ToString() ?? "no fuse"} from round {first} the process ended with {child.ExitCode} and was not killed: {await errors}");
        return (begun.Length == 0 ? first : int.Parse(begun[^1], CultureInfo.InvariantCulture), begun.Length);
    }

    /// <summary>The next run over the same rows delivers what is missing of them.</summary>
    private async Task TakeUpAsync(int round)
    {
        var report = await world.RunAsync(round, Fuse.None, null, Read.Stop);
        Assert.True(report.Status == SyncStatus.Succeeded, report.ToString());
        string[] expected = [.. Enumerable.Range(_done + 1, round - _done).SelectMany(world.Effects).Order()];
        var writes = Writes();
        Assert.Equal(expected, sharesFile ? writes : writes.Distinct());
        await EndAsync(round, writes.Length - expected.Length);
        Assert.Equal(Expected(round), Contents());
    }

    /// <summary>The next run meets other rows.</summary>
    private async Task MoveOnAsync(int killed)
    {
        var round = killed + 1;
        var report = await world.RunAsync(round, Fuse.None, null, Read.Stop);
        Assert.True(report.Status == SyncStatus.Succeeded, report.ToString());
        var writes = Writes();
        await EndAsync(round, writes.Length - writes.Distinct().Count());
        // What came and left with the round that was killed may never have been planned; the run can't know of it. Everything else is as it should be.
        var differs = Expected(round).ToHashSet();
        differs.SymmetricExceptWith(Contents());
        string[] passing = [.. world.Passing(killed)];
        Assert.Subset(passing.ToHashSet(), differs);
        // A plan is written down as a whole.
        if (world.Owes) Assert.True(differs.Count == 0 || differs.Count == passing.Length, $"Of {passing.Length} events that left again {differs.Count} are missing.");
        _never.UnionWith(differs);
    }

    private async Task EndAsync(int round, int tooMany)
    {
        Assert.InRange(tooMany, 0, sharesFile ? 0 : World.BatchSize * _killsSince);
        var again = await world.RunAsync(round, Fuse.None, null, Read.Stop);
        Assert.True(again.Status == SyncStatus.Succeeded && again.Counts.Planned == 0 && again.Counts.Unchanged == world.Rows(round).Count, $"A run over the same rows found something to do: {again}");
        folder.Sql("table.db", "DELETE FROM writes");
        (_done, _killsSince) = (round, 0);
    }

    private string[] Expected(int round)
    {
        var expected = world.Contents(round).ToHashSet();
        expected.SymmetricExceptWith(_never);
        return [.. expected.Order()];
    }

    private string[] Contents() => [.. folder.Rows("table.db", "SELECT Id, Email FROM t").Order()];

    private string[] Writes() => [.. folder.Rows("table.db", "SELECT what FROM writes").Order()];
}
