using Xunit;

namespace Syncline.Sqlite.Tests;

public sealed class WholeMoveTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_moves_to_one_free_name_at_once_one_succeeds_and_its_file_stays()
    {
        for (var round = 0; round < 200; round++)
        {
            var name = _folder[$"{round}"];
            using var start = new Barrier(3);
            var winners = await Task.WhenAll(Enumerable.Range(0, start.ParticipantCount).Select(i => Task.Factory.StartNew(
                () => Moves($"{name}.{i}", name, start) ? 1 : 0, Read.Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.Equal(1, winners.Sum());
            Assert.Equal($"{name}.{Array.IndexOf(winners, 1)}", await File.ReadAllTextAsync(name, Read.Stop));
        }
    }

    private static bool Moves(string from, string to, Barrier start)
    {
        File.WriteAllText(from, from);
        start.SignalAndWait(Read.Stop);
        try
        {
            WholeMove.ToFree(from, to);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
