using Syncline.Tests;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class FolderTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly InMemoryStateStore _state = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_unless_it_may_be_created()
    {
        var report = await RunAsync(new FileFolder(_folder.Lake, FileFormat.Csv()), 1);
        Assert.Equal((SyncStatus.Failed, $"The folder {_folder.Lake} is not there. Create it or mount it, or set CreateIfMissing."), (report.Status, report.Message));
        Assert.False(Directory.Exists(_folder.Lake));
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), 1)).Status);
    }

    [Fact]
    public async Task A_folder_that_has_lost_what_was_delivered_is_an_error()
    {
        await RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), 1);
        Directory.Delete(_folder.Lake, recursive: true);
        Directory.CreateDirectory(_folder.Lake);
        var report = await RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), 2);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.StartsWith($"The folder {_folder.Lake} has no manifest of Syncline.Files.Tests.Customer-Changes, and the state remembers what was delivered there. Mount the folder or bring it back.", report.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Lake));
    }

    [Fact]
    public async Task A_file_is_no_folder()
    {
        await File.WriteAllTextAsync(_folder.Lake, "", TestFolder.Stop);
        Assert.Equal($"{_folder.Lake} is a file, and not a folder. Name another folder.", (await RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), 1)).Message);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_named_and_so_is_the_account()
    {
        SkipUnlessPermissionsHold();
        TestFolder.Allow(_folder.Lake, writing: false);
        var me = Environment.UserName is { Length: > 0 } name ? name : "with the number ";
        var report = await RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), 1);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"The folder {_folder.Lake} can't be written:", report.Message, StringComparison.Ordinal);
        Assert.Contains($"Let the account {me}", report.Message, StringComparison.Ordinal);
        Assert.Contains(" write there and in the folders below, or name another folder.", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_may_be_written_and_not_read_is_said_to_be()
    {
        SkipUnlessPermissionsHold();
        Directory.CreateDirectory(_folder.Lake);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Lake, UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var report = await RunAsync(new FileFolder(_folder.Lake, FileFormat.Csv()), 1);
        TestFolder.Allow(_folder.Lake, writing: true);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"The directory {_folder.Lake} may not be read, and a directory is opened to be flushed to the disk. Let the account ", report.Message, StringComparison.Ordinal);
        Assert.Contains(" read and write there and in the folders below", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_below_that_may_not_be_written_leaves_nothing_visible()
    {
        SkipUnlessPermissionsHold();
        TestFolder.Allow(Path.Combine(_folder.Lake, "out"), writing: false);
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv()) { Names = "out/{run}-{change}.csv" };
        var report = await RunAsync(lake, 1);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"The folder {_folder.Lake} can't be written:", report.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Tree());
        TestFolder.Allow(Path.Combine(_folder.Lake, "out"), writing: true);
        Assert.Equal((SyncStatus.Succeeded, 1L), await RunAsync(lake, 1) is var next ? (next.Status, next.Counts.Succeeded) : default);
    }

    [Theory]
    [InlineData("_manifests")]
    [InlineData("_manifests/Syncline.Files.Tests.Customer-Changes")]
    public async Task Manifests_that_may_not_be_written_are_said_to_be_before_anything_is_read(string below)
    {
        SkipUnlessPermissionsHold();
        var closed = Path.Combine(_folder.Lake, below);
        TestFolder.Allow(closed, writing: false);
        var report = await Customer.ChangesSync.RunAsync(SyncSource.From(Unread()), Deliver.Lake(_folder, FileFormat.Csv()), _state, null, TestFolder.Stop);
        TestFolder.Allow(closed, writing: true);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"The folder {_folder.Lake} can't be written: The directory {closed} may not be read, written and entered, as the manifest that is moved there needs. Let the account ", report.Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_folder.Lake, "_manifests")], Directory.GetDirectories(_folder.Lake));
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), 1)).Status);
    }

    [Fact]
    public async Task A_folder_below_that_is_on_another_file_system_is_refused_before_anything_is_read()
    {
        using var disk = new SmallDisk(1024);
        Directory.CreateDirectory(_folder.Lake);
        var below = Path.Combine(_folder.Lake, "out");
        Directory.CreateSymbolicLink(below, disk.Folder);
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv()) { Names = "out/{utc:yyyy}/{run}-{change}.csv" };
        var report = await Customer.ChangesSync.RunAsync(SyncSource.From(Unread()), lake, _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($", where they are written, to {below}: that is on another file system, by a mount or a link, and a file that is copied would be seen before it is whole. Name {below} as the destination's folder, and leave it out of Names and MirrorName.", report.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Folder));
        Assert.Equal([below], Directory.GetFileSystemEntries(_folder.Lake));
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new FileFolder(_folder.Lake, FileFormat.Csv()) { Names = "{run}-{change}.csv" }, 1)).Status);
    }

    [Fact]
    public async Task What_is_written_on_another_file_system_is_refused()
    {
        using var disk = new SmallDisk(1024);
        Directory.CreateDirectory(_folder.Lake);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Lake, ".syncline"), disk.Folder);
        var report = await Customer.ChangesSync.RunAsync(SyncSource.From(Unread()), Deliver.Lake(_folder, FileFormat.Csv()), _state, null, TestFolder.Stop);
        Assert.Contains($"Let .syncline in {_folder.Lake} be a folder of its own, and no mount or link.", report.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SyncMode.Diff)]
    [InlineData(SyncMode.All)]
    public async Task A_file_system_that_is_mounted_below_meanwhile_gets_no_copy(SyncMode mode)
    {
        using var disk = new SmallDisk(1024);
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv())
        {
            CreateIfMissing = true,
            Names = "out/{run}-{change}.csv",
            MirrorName = "out/all.csv",
            Reached = step =>
            {
                if (step == "prepared") Directory.CreateSymbolicLink(Path.Combine(_folder.Lake, "out"), disk.Folder);
            },
        };
        var sync = new SyncDefinition("Meanwhile", "meanwhile", SyncType.Objects, mode);
        var report = await SyncEngine.RunAsync<Customer, Customer.Key>(sync, SyncSource.From([new Customer(1, null, null)]), lake, _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"The folder {_folder.Lake} has another file system mounted below it, and a file can't be moved from one to the other:", report.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.Lake, "out"), report.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Folder));
        Assert.Empty(_folder.Manifests());
    }

    [Fact]
    public async Task What_another_account_left_and_may_not_be_looked_into_is_named()
    {
        SkipUnlessPermissionsHold();
        var run = new FileRun("Sync", "20260102T000000000Z-00000002", false, TimeProvider.System);
        var closed = Path.Combine(_folder.Lake, ".syncline", "Sync", "20260101T000000000Z-00000001");
        Directory.CreateDirectory(closed);
        await using var stage = FolderStage.Open(_folder.Lake, run);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(closed, UnixFileMode.None);
        try
        {
            await stage.CleanAsync(TestFolder.Stop);
            var refused = await Assert.ThrowsAsync<DestinationException>(async () => await stage.SettleAsync("20260101T000000000Z-00000001-000001", TestFolder.Stop));
            Assert.StartsWith($"Whether the commit 20260101T000000000Z-00000001-000001 of Sync took effect can't be told: {closed} is of ", refused.Message, StringComparison.Ordinal);
            if (OperatingSystem.IsLinux()) Assert.Contains(" is of the account with the number ", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Run the sync once as the account that owns it, or give it to this one with all that is in it", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            TestFolder.Allow(closed, writing: true);
        }

        Assert.False(await stage.SettleAsync("20260101T000000000Z-00000001-000001", TestFolder.Stop));
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_said_to_be()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The limit is Linux's and macOS's.");
        var part = new string('a', 200);
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, Names = $"{string.Join('/', Enumerable.Repeat(part, 25))}/{{run}}-{{change}}.csv" };
        var report = await RunAsync(lake, 1);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"A name in the folder {_folder.Lake} is longer than the system takes:", report.Message, StringComparison.Ordinal);
        Assert.Contains("Shorten the pattern in Names or MirrorName, or name a folder nearer to the root.", report.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Data());
    }

    [Fact]
    public async Task What_is_being_written_is_private()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix has modes.");
        var modes = new List<UnixFileMode>();
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, Reached = _ => modes.AddRange(Directory.GetDirectories(Path.Combine(_folder.Lake, ".syncline"), "2*", SearchOption.AllDirectories).Select(TestFolder.Mode)) };
        await RunAsync(lake, 1);
        Assert.Equal([UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute], modes.Distinct());
    }

    [Fact]
    public async Task A_file_of_that_name_is_not_overwritten()
    {
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv())
        {
            CreateIfMissing = true,
            Names = "{run}-{change}.csv",
            Reached = step =>
            {
                if (step == "prepared") File.WriteAllText(Path.Combine(_folder.Lake, $"{Path.GetFileName(Directory.GetDirectories(Path.Combine(_folder.Lake, ".syncline", "Syncline.Files.Tests.Customer-Changes")).Single())}-changed.csv"), "mine");
            },
        };
        var report = await RunAsync(lake, 1);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("which this commit did not write. Remove it, or tell the files of runs apart in Names.", report.Message, StringComparison.Ordinal);
        Assert.Equal("mine", _folder.Text(_folder.Data().Single(file => file.EndsWith("-changed.csv", StringComparison.Ordinal))));
        Assert.Empty(_folder.Manifests());
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, Reached = step => stop.Cancel() };
        var report = await Customer.ChangesSync.RunAsync(SyncSource.From([new Customer(1, null, null)]), lake, _state, new() { StopTimeout = TimeSpan.FromSeconds(5) }, stop.Token);
        Assert.Equal(SyncStatus.Cancelled, report.Status);
        Assert.Empty(_folder.Tree());
        Assert.Empty(Directory.GetDirectories(_folder.Lake));
    }

    private static IEnumerable<Customer> Unread()
    {
        Assert.Fail("The source was read.");
        yield break;
    }

    private static void SkipUnlessPermissionsHold()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix has modes.");
        Assert.SkipWhen(Environment.UserName == "root", "Nothing is forbidden to root.");
    }

    private Task<SyncReport> RunAsync(FileFolder lake, int id) => Customer.ChangesSync.RunAsync(SyncSource.From([new Customer(id, null, null)]), lake, _state, new() { RemovalLimitShare = 1 }, TestFolder.Stop);
}
