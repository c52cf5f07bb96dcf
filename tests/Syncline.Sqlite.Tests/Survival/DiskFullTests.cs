using Syncline.Tests;
using Xunit;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>A disk that is full while a run spools, delivers or commits; and has room again for the next.</summary>
public sealed class DiskFullTests
{
    private const int DiskSize = 2048;

    public enum Place
    {
        State,
        Table,
        Both,
    }

    public static TheoryData<WorldKind, Place, bool> Cases()
    {
        var cases = new TheoryData<WorldKind, Place, bool>();
        foreach (var kind in new[] { WorldKind.Objects, WorldKind.Events })
        {
            foreach (var place in Enum.GetValues<Place>())
            {
                foreach (var isFirst in new[] { true, false }) cases.Add(kind, place, isFirst);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_run_that_meets_a_full_disk_says_so_and_the_next_one_with_room_ends_right(WorldKind kind, Place full, bool isFirst)
    {
        var failed = 0;
        var succeeded = 0;
        for (var left = 0; succeeded == 0; left += 8)
        {
            Assert.True(left < DiskSize / 2, "There is never room enough.");
            using var folder = new TestFolder();
            using var disk = new SmallDisk(DiskSize);
            var report = await FillAsync(folder, disk, kind, full, isFirst, left);
            if (report.Status == SyncStatus.Succeeded)
            {
                succeeded++;
                continue;
            }

            failed++;
            var what = $"With {left} KB left: {report} {report.Message}";
            Assert.True(report.Status is SyncStatus.Failed or SyncStatus.Incomplete, what);
            Assert.True(report.Message!.Contains(disk.Folder, StringComparison.Ordinal) && report.Message.Contains("Make room", StringComparison.Ordinal), what);
        }

        Assert.True(failed > 1, "The disk was never full.");
    }

    private static async Task<SyncReport> FillAsync(TestFolder folder, SmallDisk disk, WorldKind kind, Place full, bool isFirst, int left)
    {
        var tables = full == Place.State ? folder.Path : disk.Folder;
        var file = Path.Combine(tables, "table.db");
        folder.Sql(file, World.Table(kind));
        var world = new World(tables, kind, sharesFile: full == Place.Both, seed: 3) { StateFolder = full == Place.State ? disk.Folder : folder.Path };
        var round = 1;
        if (!isFirst) Assert.Equal(SyncStatus.Succeeded, (await world.RunAsync(round++, Fuse.None, null, Read.Stop)).Status);
        folder.Sql(file, "DELETE FROM writes");
        disk.Fill(left);
        var report = await world.RunAsync(round, Fuse.None, null, Read.Stop);
        disk.MakeRoom();
        // Nothing half made stays behind.
        Assert.Empty(Directory.GetFiles(disk.Folder, "*.new*"));
        var next = await world.RunAsync(round, Fuse.None, null, Read.Stop);
        Assert.True(next.Status == SyncStatus.Succeeded, $"With {left} KB left: {report} {report.Message} Then: {next} {next.Message}");
        Assert.Equal(world.Contents(round).Order(), folder.Rows(file, "SELECT Id, Email FROM t").Order());
        var writes = folder.Rows(file, "SELECT what FROM writes");
        Assert.Equal(world.Effects(round).Order(), writes.Distinct().Order());
        Assert.InRange(writes.Length - writes.Distinct().Count(), 0, full == Place.Both ? 0 : World.BatchSize);
        Assert.Equal(0, (await world.RunAsync(round, Fuse.None, null, Read.Stop)).Counts.Planned);
        return report;
    }

    [Fact]
    public async Task A_run_whose_spool_finds_no_room_delivers_nothing_and_says_which_folder_needs_some()
    {
        using var folder = new TestFolder();
        using var disk = new SmallDisk(DiskSize);
        folder.Sql("table.db", World.Table(WorldKind.Objects));
        var rows = Enumerable.Range(1, 3_000).Select(id => new Customer(id, new string('x', 200), null)).ToArray();
        Task<SyncReport> RunAsync() => Customer.Sync.RunAsync(
            SyncSource.From(rows), new SqliteTable(folder["table.db"], "t"), new SqliteStateStore(folder["state.db"]), new() { SpoolFolder = disk.Folder, SpoolMemory = 0 }, Read.Stop);

        foreach (var left in new[] { 0, 40, 300 })
        {
            disk.Fill(left);
            var report = await RunAsync();
            Assert.True(report.Status == SyncStatus.Failed, report.ToString());
            Assert.True(report.Message!.Contains(disk.Folder, StringComparison.Ordinal) && report.Message.Contains("Make room", StringComparison.Ordinal) && report.Message.Contains("SpoolFolder", StringComparison.Ordinal), report.Message);
            Assert.Empty(folder.Rows("table.db", "SELECT Id FROM t"));
            Assert.Equal([Path.Combine(disk.Folder, "ballast")], Directory.GetFileSystemEntries(disk.Folder));
        }

        disk.MakeRoom();
        Assert.Equal((SyncStatus.Succeeded, 3_000L), await RunAsync() is var next ? (next.Status, next.Counts.Succeeded) : default);
    }
}
