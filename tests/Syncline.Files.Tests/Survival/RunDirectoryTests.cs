using Xunit;

namespace Syncline.Files.Tests.Survival;

/// <summary>Runs of one sync, each with a state of its own, that come upon each other while one begins or ends.</summary>
public sealed class RunDirectoryTests : IDisposable
{
    private const string Sync = "Syncline.Files.Tests.Customer-Changes";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_that_opens_is_not_taken_for_dead()
    {
        var isFirst = true;
        var stage = Open("first", step =>
        {
            if (step != "opening" || !isFirst) return;
            isFirst = false;
            Clean("second");
        });
        await WritesAsync(stage);
    }

    [Fact]
    public async Task A_run_that_was_taken_as_it_locked_its_directory_makes_another()
    {
        var directory = Path.Combine(_folder.Lake, ".syncline", Sync, "first");
        var taken = 0;
        var stage = Open("first", step =>
        {
            if (step != "opening" || ++taken > 3) return;
            // Who cleans up has made the lock's file, and is not done yet.
            File.WriteAllText(Path.Combine(directory, "lock"), "");
            if (taken == 3) Clean("second");
        });
        Assert.Equal(4, taken);
        await WritesAsync(stage);
    }

    [Fact]
    public async Task A_run_that_closes_while_another_cleans_up_closes()
    {
        var stage = Open("first", step =>
        {
            if (step == "closing") Clean("second");
        });
        await stage.DisposeAsync();
        Assert.False(Directory.Exists(Path.Combine(_folder.Lake, ".syncline")));
    }

    [Fact]
    public async Task Two_that_settle_the_same_run_both_go_on()
    {
        Leave("dead");
        var isFirst = true;
        var stage = Open("first", step =>
        {
            if (step != "settle" || !isFirst) return;
            isFirst = false;
            Directory.Delete(Path.Combine(_folder.Lake, ".syncline", Sync, "dead.settled"), recursive: true);
        });
        await stage.CleanAsync(TestFolder.Stop);
        Assert.False(isFirst);
        await WritesAsync(stage);
    }

    [Fact]
    public async Task A_dead_run_is_cleaned_up_whether_or_not_it_came_to_lock_its_directory()
    {
        Leave("dead");
        Directory.CreateDirectory(Path.Combine(_folder.Lake, ".syncline", Sync, "younger"));
        var stage = Open("first", null);
        await stage.CleanAsync(TestFolder.Stop);
        Assert.Equal(["first"], Directory.GetDirectories(Path.Combine(_folder.Lake, ".syncline", Sync)).Select(Path.GetFileName));
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task A_run_whose_directory_was_taken_does_not_wait_for_it()
    {
        var stage = Open("first", null);
        Directory.Move(Path.Combine(_folder.Lake, ".syncline", Sync, "first"), Path.Combine(_folder.Lake, ".syncline", Sync, "first.settled"));
        var error = await Assert.ThrowsAsync<DestinationException>(async () => await stage.CreateAsync("c", 1, "a.csv", TestFolder.Stop));
        Assert.Equal(FailureEffect.NothingPermanent, error.Effect);
        await stage.DisposeAsync();
    }

    private FolderStage Open(string run, Action<string>? reached)
        => FolderStage.Open(_folder.Lake, new FileRun(Sync, run, false, TimeProvider.System) { Reached = reached });

    private void Clean(string run)
    {
        var other = Open(run, null);
        other.CleanAsync(TestFolder.Stop).AsTask().GetAwaiter().GetResult();
        other.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void Leave(string run)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_folder.Lake, ".syncline", Sync, run)).FullName;
        File.WriteAllText(Path.Combine(directory, "lock"), Environment.MachineName);
    }

    private static async Task WritesAsync(FolderStage stage)
    {
        var stream = await stage.CreateAsync("c", 1, "a.csv", TestFolder.Stop);
        await stream.WriteAsync("a"u8.ToArray(), TestFolder.Stop);
        Assert.Equal(1, (await stream.CompleteAsync(1, "a.csv", false, TestFolder.Stop)).Bytes);
        await stream.DisposeAsync();
        await stage.DisposeAsync();
    }
}
