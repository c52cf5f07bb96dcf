using System.Text.Json;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>A state that was restored from an older copy goes on from a commit that another one continues already.</summary>
public sealed class ForkedChainTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string State => _folder["state.db"];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_consumer_sees_a_chain_that_forked_by_two_manifests_that_continue_one_commit()
    {
        await RunAsync(new Customer(1, "a", null));
        Assert.Empty(Forks());
        SqliteConnection.ClearAllPools();
        File.Copy(State, _folder["copy.db"]);
        await RunAsync(new(1, "b", null), new(2, "b", null));
        await RunAsync(new(1, "c", null), new(2, "b", null));
        Assert.Empty(Forks());

        SqliteConnection.ClearAllPools();
        File.Copy(_folder["copy.db"], State, overwrite: true);
        await RunAsync(new(1, "d", null), new(3, "d", null));
        await RunAsync(new(1, "e", null), new(3, "d", null));

        var manifests = Manifests();
        var fork = Assert.Single(Forks());
        Assert.Equal(Commit(manifests[0]), fork.Key);
        // The two that fork are the one before the copy was put back and the one after it; each branch goes on by itself.
        Assert.Equal([Commit(manifests[1]), Commit(manifests[3])], fork.Select(Commit));
        Assert.Equal([Commit(manifests[1]), Commit(manifests[3])], new[] { manifests[2], manifests[4] }.Select(Previous));
        // As the page of files has it.
        Assert.Equal("1", Duck.Value($"SELECT count(*) FROM (SELECT previous, list(commit) FROM read_json({Duck.Quote(Path.Combine(_folder.Lake, "_manifests", "Syncline.Files.Tests.Customer-Changes", "*.json"))}) WHERE previous IS NOT NULL GROUP BY previous HAVING count(*) > 1)"));
        // Nobody who applied the first branch takes what follows for its continuation.
        Assert.DoesNotContain(manifests, manifest => Previous(manifest) == Commit(manifests[2]));
    }

    private static string? Commit(JsonElement manifest) => manifest.GetProperty("commit").GetString();

    private static string? Previous(JsonElement manifest) => manifest.GetProperty("previous").GetString();

    private JsonElement[] Manifests() => [.. _folder.Manifests().Select(_folder.Json)];

    private IGrouping<string?, JsonElement>[] Forks() => [.. Manifests().GroupBy(Previous).Where(continued => continued.Count() > 1)];

    private async Task RunAsync(params Customer[] rows)
    {
        var report = await Customer.ChangesSync.RunAsync(SyncSource.From(rows), Deliver.Lake(_folder, FileFormat.Csv()), new SqliteStateStore($"Data Source={State}"), new() { RemovalLimitShare = 1 }, TestFolder.Stop);
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
    }
}
