using Xunit;

namespace Syncline.Files.Tests;

/// <summary>Delivers rows to the lake of a folder.</summary>
internal static class Deliver
{
    public static FileFolder Lake(TestFolder folder, FileFormat format) => new(folder.Lake, format) { CreateIfMissing = true };

    /// <summary>Writes a snapshot, and gives the path of its one file.</summary>
    public static async Task<string> SnapshotAsync<TModel, TKey>(TestFolder folder, FileFormat format, IEnumerable<TModel> rows)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var before = folder.Data();
        var sync = new SyncDefinition("Snapshot", "snapshot", SyncType.Objects, SyncMode.Snapshot);
        var report = await SyncEngine.RunAsync<TModel, TKey>(sync, SyncSource.From(rows), Lake(folder, format), new InMemoryStateStore(), null, TestFolder.Stop);
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message} {string.Join("; ", report.Troubled.Take(3))}");
        return Path.Combine(folder.Lake, folder.Data().Except(before).Single());
    }
}
