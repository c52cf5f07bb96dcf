using Xunit;

namespace Syncline.Files.Tests.Survival;

/// <summary>A run died while it showed its files, and what it left can't be completed any more: the commit is given up, and its rows are delivered anew.</summary>
public sealed class HalfShownTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly InMemoryStateStore _state = new();

    /// <summary>What is done between the run that died and the next one.</summary>
    public enum Between
    {
        Nothing,
        Resync,
        Reset,
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Between.Nothing)]
    [InlineData(Between.Resync)]
    [InlineData(Between.Reset)]
    public async Task A_file_that_was_taken_away_holds_nothing_up(Between between)
    {
        File.Delete(await DieAsync());
        if (between == Between.Resync) await Customer.ChangesSync.ResyncAsync(_state, null, TestFolder.Stop);
        if (between == Between.Reset)
        {
            await Customer.ChangesSync.ResetAsync(_state, null, TestFolder.Stop);
            // What the source holds counts as delivered after a reset.
            Assert.Equal(SyncStatus.Succeeded, (await RunAsync(null, new Customer(1, "a", null))).Status);
        }

        await SucceedsAsync();
        Assert.Equal(6, _folder.Data().Length);
        Assert.Contains("\r\n2,b,\r\n", _folder.Text(_folder.Data().Last(file => file.EndsWith("-added.csv", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Id,Email,Name\r\n2,x,\r\n")]
    [InlineData("of another length")]
    public async Task A_file_that_was_changed_is_neither_named_by_a_manifest_nor_removed(string text)
    {
        var shown = await DieAsync();
        await File.WriteAllTextAsync(shown, text, TestFolder.Stop);
        await SucceedsAsync(allNamed: false);
        Assert.Equal(text, await File.ReadAllTextAsync(shown, TestFolder.Stop));
        Assert.Equal(7, _folder.Data().Length);
    }

    [Fact]
    public async Task Files_are_removed_again_whose_commit_can_not_be_completed()
    {
        var shown = await DieAsync();
        File.Delete(Staged("-000001.3"));
        await SucceedsAsync();
        Assert.False(File.Exists(shown));
        Assert.Equal(6, _folder.Data().Length);
    }

    [Fact]
    public async Task A_commit_that_is_half_given_up_is_given_up_by_the_next_run()
    {
        await DieAsync();
        File.Delete(Staged("-000001.3"));
        Assert.Equal(SyncStatus.Failed, (await RunAsync("given up")).Status);
        await SucceedsAsync();
        Assert.Equal(6, _folder.Data().Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_whose_file_is_another_or_gone_writes_a_whole_one(bool isGone)
    {
        Task<SyncReport> AllAsync(string email, string? dies)
            => Customer.AllSync.RunAsync(SyncSource.From([new Customer(1, email, null), new Customer(2, email, null)]), Lake(dies), _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync("a", null)).Status);
        Assert.Equal(SyncStatus.Failed, (await AllAsync("b", "shown")).Status);
        var file = Path.Combine(_folder.Lake, Assert.Single(_folder.Data()));
        Assert.Equal("Id,Email,Name\r\n1,b,\r\n2,b,\r\n", await File.ReadAllTextAsync(file, TestFolder.Stop));
        if (isGone) File.Delete(file);
        else await File.WriteAllTextAsync(file, "Id,Email,Name\r\n1,x,\r\n", TestFolder.Stop);
        var report = await AllAsync("c", null);
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
        Assert.Equal("Id,Email,Name\r\n1,c,\r\n2,c,\r\n", await File.ReadAllTextAsync(file, TestFolder.Stop));
        var manifests = _folder.Manifests().Select(_folder.Json).ToArray();
        Assert.Equal(2, manifests.Length);
        Assert.Equal(manifests[0].GetProperty("commit").GetString(), manifests[1].GetProperty("previous").GetString());
        Assert.Equal(TestFolder.Hash(_folder.Bytes(_folder.Data()[0])), manifests[1].GetProperty("files")[0].GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task All_whose_file_is_as_it_was_shown_is_completed()
    {
        Task<SyncReport> AllAsync(string? dies)
            => Customer.AllSync.RunAsync(SyncSource.From([new Customer(1, "a", null)]), Lake(dies), _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Failed, (await AllAsync("shown")).Status);
        Assert.Empty(_folder.Manifests());
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync(null)).Status);
        Assert.Equal(2, _folder.Manifests().Length);
    }

    /// <summary>Delivers twice; the second run ends after its first file was shown. Gives that file.</summary>
    private async Task<string> DieAsync()
    {
        await SucceedsAsync();
        var before = _folder.Data();
        Assert.Equal(SyncStatus.Failed, (await RunAsync("shown", new(1, "a", null), new(2, "b", null))).Status);
        return Path.Combine(_folder.Lake, Assert.Single(_folder.Data().Except(before)));
    }

    private async Task SucceedsAsync(bool allNamed = true)
    {
        var report = _folder.Manifests().Length == 0 ? await RunAsync(null, new Customer(1, "a", null)) : await RunAsync(null, new(1, "a", null), new(2, "b", null));
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
        Assert.False(Directory.Exists(Path.Combine(_folder.Lake, ".syncline")));
        var reader = new LakeReader(_folder.Lake);
        if (allNamed) reader.CheckWhole();
        else reader.CheckNamed();
        Assert.Equal("Id,Email,Name\r\n", _folder.Text(_folder.Data().Last(file => file.EndsWith("-removed.csv", StringComparison.Ordinal))));
    }

    private string Staged(string end) => Directory.GetFiles(Path.Combine(_folder.Lake, ".syncline"), $"*{end}", SearchOption.AllDirectories).Single();

    /// <summary>The lake; who delivers there dies at a step.</summary>
    private FileFolder Lake(string? dies) => new(_folder.Lake, FileFormat.Csv())
    {
        CreateIfMissing = true,
        Reached = step =>
        {
            if (step == dies) throw new InvalidOperationException("It died.");
        },
    };

    private Task<SyncReport> RunAsync(string? dies, params Customer[] rows)
        => Customer.ChangesSync.RunAsync(SyncSource.From(rows), Lake(dies), _state, new() { RemovalLimitShare = 1, MaxWait = TimeSpan.Zero, StopOnEmptySource = false }, TestFolder.Stop);
}
