using Syncline.Tests;
using Xunit;

namespace Syncline.Files.Tests.Survival;

/// <summary>Two runs at once, debris of the dead and of the living, and disks that are full.</summary>
public sealed partial class TroubleTests : IDisposable
{
    private const int DiskSize = 2048;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_runs_of_one_state_do_not_both_deliver()
    {
        var state = new InMemoryStateStore();
        SyncReport? second = null;
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv())
        {
            CreateIfMissing = true,
            Reached = step => second ??= step == "prepared" ? RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), state).GetAwaiter().GetResult() : null,
        };
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(lake, state)).Status);
        Assert.Equal(SyncStatus.Stopped, second!.Status);
        new LakeReader(_folder.Lake).CheckWhole();
        Assert.Single(_folder.Manifests());
    }

    [Fact]
    public async Task Runs_of_two_states_at_once_leave_each_other_alone()
    {
        SyncReport? second = null;
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv())
        {
            CreateIfMissing = true,
            // All of another run while this one has everything staged and nothing shown.
            Reached = step => second ??= step == "prepared" ? RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), new InMemoryStateStore()).GetAwaiter().GetResult() : null,
        };
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(lake, new InMemoryStateStore())).Status);
        Assert.Equal(SyncStatus.Succeeded, second!.Status);
        new LakeReader(_folder.Lake).CheckWhole();
        Assert.Equal(2, _folder.Manifests().Length);
    }

    [Fact]
    public async Task A_run_whose_commit_was_given_up_meanwhile_shows_nothing()
    {
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv())
        {
            CreateIfMissing = true,
            Reached = step =>
            {
                // Another run settles the commit, as it would had this one lost its lease in its sleep.
                if (step != "prepared") return;
                var commit = Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(_folder.Lake, ".syncline"), "*.json", SearchOption.AllDirectories).Single());
                var other = FolderStage.Open(_folder.Lake, new FileRun("Syncline.Files.Tests.Customer-Changes", "other", false, TimeProvider.System));
                Assert.False(other.SettleAsync(commit, default).AsTask().GetAwaiter().GetResult());
                other.DisposeAsync().AsTask().GetAwaiter().GetResult();
            },
        };
        var report = await RunAsync(lake, new InMemoryStateStore());
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        Assert.Contains("took over what this one had prepared", report.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Tree());
    }

    [Fact]
    public async Task Debris_of_other_syncs_and_of_other_machines_is_left_alone_and_that_of_dead_runs_is_not()
    {
        var runs = Path.Combine(_folder.Lake, ".syncline", "Syncline.Files.Tests.Customer-Changes");
        string Left(string folder, string machine, DateTime written)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "lock"), machine);
            File.WriteAllText(Path.Combine(folder, "c-000001.1"), "half a file");
            File.SetLastWriteTimeUtc(Path.Combine(folder, "lock"), written);
            return folder;
        }

        var dead = Left(Path.Combine(runs, "20200101T000000000Z-00000001"), Environment.MachineName, DateTime.UtcNow);
        var elsewhere = Left(Path.Combine(runs, "20200101T000000000Z-00000002"), "another machine", DateTime.UtcNow);
        var longDead = Left(Path.Combine(runs, "20200101T000000000Z-00000003"), "another machine", DateTime.UtcNow.AddHours(-25));
        var otherSync = Left(Path.Combine(_folder.Lake, ".syncline", "Other", "20200101T000000000Z-00000004"), Environment.MachineName, DateTime.UtcNow);
        var alive = Left(Path.Combine(runs, "20200101T000000000Z-00000005"), Environment.MachineName, DateTime.UtcNow);
        using (new FileStream(Path.Combine(alive, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), new InMemoryStateStore())).Status);
        }

        Assert.Equal([false, true, false, true, true], new[] { dead, elsewhere, longDead, otherSync, alive }.Select(Directory.Exists));
    }

    [Fact]
    public async Task A_run_that_meets_a_full_disk_says_so_and_the_next_one_with_room_ends_right()
    {
        var failed = 0;
        for (var left = 0; ; left += 12)
        {
            using var disk = new SmallDisk(DiskSize);
            Assert.True(left < DiskSize / 2, "There is never room enough.");
            var world = new World(disk.Folder, WorldKind.Diff, 1);
            var state = new InMemoryStateStore();
            var lake = new FileFolder(Path.Combine(disk.Folder, "lake"), FileFormat.JsonLines()) { CreateIfMissing = true };
            Assert.Equal(SyncStatus.Succeeded, (await RunAsync(lake, state)).Status);
            disk.Fill(left);
            var rows = Enumerable.Range(1, 500).Select(id => new Customer(id, new string('x', 300), null)).ToArray();
            var report = await RunAsync(lake, state, rows);
            disk.MakeRoom();
            new LakeReader(world.Lake).CheckWhatIsVisible();
            var next = await RunAsync(lake, state, rows);
            Assert.True(next.Status == SyncStatus.Succeeded, $"With {left} KB left: {report.Message} Then: {next} {next.Message}");
            new LakeReader(world.Lake).CheckWhole();
            Assert.Equal(500, new LakeReader(world.Lake).Chain().Sum(manifest => manifest.GetProperty("rows").GetProperty("added").GetInt32()));
            if (report.Status == SyncStatus.Succeeded) break;
            failed++;
            Assert.True(report.Message!.Contains($"The disk of the folder {world.Lake} is full, or its quota is used up:", StringComparison.Ordinal) && report.Message.Contains("Make room there and run again.", StringComparison.Ordinal), report.Message);
        }

        Assert.True(failed > 1, "The disk was never full.");
    }

    [Theory]
    [InlineData(FileCompression.Gzip)]
    [InlineData(FileCompression.Zstd)]
    public async Task A_compressed_file_that_met_a_full_disk_gives_its_room_back(FileCompression compression)
    {
        using var disk = new SmallDisk(DiskSize);
        var random = new Random(6);
        string Text()
        {
            var bytes = new byte[100];
            random.NextBytes(bytes);
            return Convert.ToHexString(bytes);
        }

        var rows = Enumerable.Range(1, DiskSize * 20).Select(id => new Customer(id, Text(), null)).ToArray();
        var report = await RunAsync(new FileFolder(disk.Folder, FileFormat.Csv(new() { Compression = compression })), new InMemoryStateStore(), rows);
        Assert.True(report.Status != SyncStatus.Succeeded && report.Message!.Contains("Make room there", StringComparison.Ordinal), report.Message);
        // A process that another test is starting may hold a deleted file for a moment.
        Assert.True(SpinWait.SpinUntil(() => new DriveInfo(disk.Folder).AvailableFreeSpace > (DiskSize - 64) * 1024L, TimeSpan.FromSeconds(20)), $"{new DriveInfo(disk.Folder).AvailableFreeSpace / 1024} KB of {DiskSize} are free.");
    }

    [Fact]
    public void A_flush_that_the_disk_refuses_is_an_error()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("A descriptor that takes no flush is Linux's O_PATH.");
        using var folder = new TestFolder();
        var path = folder["a"];
        File.WriteAllText(path, "a");
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write)) DurableFile.Flush(file, path);
        using var none = new Microsoft.Win32.SafeHandles.SafeFileHandle(Open(path, PathOnly), ownsHandle: true);
        Assert.Contains($"The file {path} could not be flushed to the disk: ", Assert.Throws<IOException>(() => DurableFile.Flush(none, path)).Message, StringComparison.Ordinal);
    }

    private const int PathOnly = 0x200000;

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "open", StringMarshalling = System.Runtime.InteropServices.StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [Fact]
    public async Task A_file_system_that_can_only_be_read_is_said_to_be()
    {
        using var disk = new SmallDisk(DiskSize);
        disk.MakeReadOnly();
        var report = await RunAsync(new FileFolder(disk.Folder, FileFormat.Csv()), new InMemoryStateStore());
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"The folder {disk.Folder} is on a file system that can only be read:", report.Message, StringComparison.Ordinal);
    }

    private static Task<SyncReport> RunAsync(FileFolder lake, IStateStore state, params Customer[] rows)
        => Customer.ChangesSync.RunAsync(SyncSource.From(rows), lake, state, new() { MaxWait = TimeSpan.Zero, StopOnEmptySource = false }, TestFolder.Stop);
}
