using Xunit;

namespace Syncline.Files.Tests;

/// <summary>Inserts and events: files are added, a commit a batch.</summary>
public sealed class AppendTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly InMemoryStateStore _state = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Insert_appends_the_added_rows()
    {
        Task<SyncReport> RunAsync(params Customer[] rows) => Customer.NewSync.RunAsync(SyncSource.From(rows), Deliver.Lake(_folder, FileFormat.JsonLines()), _state, null, TestFolder.Stop);
        Assert.Equal(2, (await RunAsync(new(1, "a", null), new(2, "b", null))).Counts.Succeeded);
        Assert.Equal(1, (await RunAsync(new(1, "changed", null), new(3, "c", null))).Counts.Succeeded);
        // Nothing added, nothing written.
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new(1, "changed", null), new(3, "c", null))).Status);
        Assert.Equal(["{\"Id\":1,\"Email\":\"a\",\"Name\":null}\n{\"Id\":2,\"Email\":\"b\",\"Name\":null}\n", "{\"Id\":3,\"Email\":\"c\",\"Name\":null}\n"], _folder.Data().Select(_folder.Text));
        Assert.All(_folder.Data(), file => Assert.EndsWith("-added.jsonl", file, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{run}-{change}.{ext}", new[] { "-events.csv", "-events-0002.csv", "-events-0003.csv" })]
    [InlineData("{commit}.{ext}", new[] { "-000001.csv", "-000002.csv", "-000003.csv" })]
    [InlineData("{run}.{part}.{ext}", new[] { ".0001.csv", ".0002.csv", ".0003.csv" })]
    public async Task Each_batch_of_events_is_a_commit(string names, string[] ends)
    {
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv(new() { NewLine = "\n", Header = false })) { CreateIfMissing = true, Names = names };
        Task<SyncReport> RunAsync(int count) => SignUp.Sync.RunAsync(SyncSource.From(Enumerable.Range(1, count).Select(id => new SignUp(id, "pro"))), lake, _state, new() { BatchSize = 2 }, TestFolder.Stop);
        Assert.Equal(5, (await RunAsync(5)).Counts.Succeeded);
        var data = _folder.Data().OrderBy(_folder.Text, StringComparer.Ordinal).ToArray();
        Assert.Equal(["1,pro\n2,pro\n", "3,pro\n4,pro\n", "5,pro\n"], data.Select(_folder.Text));
        Assert.All(data.Zip(ends), pair => Assert.EndsWith(pair.Second, pair.First, StringComparison.Ordinal));
        var commits = _folder.Manifests().Select(_folder.Json).Select(manifest => (Commit: manifest.GetProperty("commit").GetString(), Previous: manifest.GetProperty("previous").GetString(), Rows: manifest.GetProperty("rows").GetProperty("events").GetInt32())).ToArray();
        Assert.Equal([(commits[0].Commit, null, 2), (commits[1].Commit, commits[0].Commit, 2), (commits[2].Commit, commits[1].Commit, 1)], commits);
        Assert.Equal(0, (await RunAsync(5)).Counts.Planned);
        Assert.Equal(3, _folder.Data().Length);
    }
}
