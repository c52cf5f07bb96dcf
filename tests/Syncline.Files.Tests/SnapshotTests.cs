using Xunit;

namespace Syncline.Files.Tests;

public sealed class SnapshotTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly InMemoryStateStore _state = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_writes_a_file_of_every_row_and_a_manifest_that_names_it()
    {
        var report = await RunAsync(FileFormat.Csv(), new(1, "a@example.com", "A"), new(2, null, ""));
        Assert.True(report.Status == SyncStatus.Succeeded, report.ToString());
        var file = Assert.Single(_folder.Data());
        Assert.Matches(@"^Syncline\.Files\.Tests\.Customer-Lake/\d{4}-\d\d-\d\d/\d{8}T\d{9}Z-[0-9a-f]{8}-snapshot\.csv$", file);
        Assert.Equal("Id,Email,Name\r\n1,a@example.com,A\r\n2,,\"\"\r\n", _folder.Text(file));
        var manifest = _folder.Json(Assert.Single(_folder.Manifests()));
        var named = manifest.GetProperty("files").EnumerateArray().Single();
        Assert.Equal((file, 2, _folder.Bytes(file).Length, TestFolder.Hash(_folder.Bytes(file))), (named.GetProperty("path").GetString(), named.GetProperty("rows").GetInt32(), named.GetProperty("bytes").GetInt32(), named.GetProperty("sha256").GetString()));
        Assert.Equal(2, _folder.Tree().Length);
    }

    private Task<SyncReport> RunAsync(FileFormat format, params Customer[] rows)
        => Customer.LakeSync.RunAsync(SyncSource.From(rows), new FileFolder(_folder.Lake, format) { CreateIfMissing = true }, _state, null, TestFolder.Stop);
}
