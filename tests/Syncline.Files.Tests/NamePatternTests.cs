using Xunit;

namespace Syncline.Files.Tests;

public sealed class NamePatternTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{sync}/{run}-{chnage}.csv", "has the unknown placeholder {chnage}. There are {sync}, {model}, {run}, {commit}, {change}, {part}, {utc:format} and {ext}.")]
    [InlineData("{sync}/{utc}/{run}.csv", "has the unknown placeholder {utc}.")]
    [InlineData("{sync}/{run.csv", "has a brace at position 7 that opens or closes no placeholder.")]
    [InlineData("{sync}/run}.csv", "has a brace at position 10 that opens or closes no placeholder.")]
    [InlineData("{sync}/{utc:yyyy-MM-dd}-{change}.csv", "names no run, so that a run would overwrite the files of another. Write {run} or {commit} into it")]
    [InlineData("/lake/{run}.csv", "is absolute: names are below the folder or bucket")]
    [InlineData("C:/lake/{run}.csv", "is absolute")]
    [InlineData("..\\{run}.csv", "has a backslash: put / between folders")]
    [InlineData("a/../../{run}.csv", "has the part '..': names stay below the folder or bucket")]
    [InlineData("./{run}.csv", "has the part '.'")]
    [InlineData("a//{run}.csv", "has an empty part")]
    [InlineData("{run}:{change}.csv", "has the character :, which not every system takes in a name")]
    [InlineData("{utc:HH:mm}-{run}.csv", "has the character :")]
    [InlineData("a*/{run}.csv", "has the character *")]
    [InlineData("a\u0001/{run}.csv", "has a control character")]
    [InlineData("a./{run}.csv", "has the part 'a.', which begins with a blank or ends in a blank or a dot")]
    [InlineData(" a/{run}.csv", "has the part ' a'")]
    [InlineData("con/{run}.csv", "has the part 'con', which Windows takes for a device")]
    [InlineData("LPT1.{change}/{run}.csv", "has the part 'LPT1.snapshot', which Windows takes for a device")]
    [InlineData("_manifests/{run}.csv", "puts files into _manifests, where Syncline keeps its own. Choose another folder.")]
    [InlineData(".syncline/{run}.csv", "puts files into .syncline")]
    [InlineData(".SYNCLINE/{run}.csv", "puts files into .SYNCLINE")]
    [InlineData("_Manifests/{run}.csv", "puts files into _Manifests, where Syncline keeps its own.")]
    [InlineData("{run}.parquet", "does not end as the files do, in .csv. End it so, or in .{ext}.")]
    [InlineData("{run}{part}", "does not end as the files do")]
    [InlineData("{utc:%}/{run}.csv", "has a format for {utc} that .NET does not take")]
    [InlineData("lake/{utc:FFF}/{run}.csv", "has an empty part")]
    public void A_pattern_that_cannot_be_used_is_refused(string pattern, string why)
    {
        var refused = Assert.Throws<ArgumentException>(() => new FileFolder("lake", FileFormat.Csv()) { Names = pattern });
        Assert.Equal(nameof(FileFolder.Names), refused.ParamName);
        Assert.StartsWith($"The pattern '{pattern}' {why}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{run}.csv")]
    [InlineData("{commit}.csv")]
    [InlineData("all/{utc:yyyy-MM-dd}.csv")]
    [InlineData("{part}.csv")]
    public void The_one_file_of_mode_All_is_the_same_in_each_run(string pattern)
        => Assert.Contains("so that a run would not replace the file of the one before", Assert.Throws<ArgumentException>(() => new FileFolder("lake", FileFormat.Csv()) { MirrorName = pattern }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_part_that_is_too_long_is_refused()
        => Assert.Contains("has a part of more than 255 bytes", Assert.Throws<ArgumentException>(() => new FileFolder("lake", FileFormat.Csv()) { Names = $"{new string('ä', 120)}{{run}}.csv" }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_compressed_file_has_the_name_of_one()
    {
        var zipped = FileFormat.Csv(new() { Compression = FileCompression.Gzip });
        Assert.Contains("in .csv.gz", Assert.Throws<ArgumentException>(() => new FileFolder("lake", zipped) { Names = "{run}.csv" }).Message, StringComparison.Ordinal);
        Assert.Equal("{run}.csv.gz", new FileFolder("lake", zipped) { Names = "{run}.csv.gz" }.Names);
        Assert.Equal(("csv.zst", "jsonl.zst"), (FileFormat.Csv(new() { Compression = FileCompression.Zstd }).Extension, FileFormat.JsonLines(new() { Compression = FileCompression.Zstd }).Extension));
    }

    [Theory]
    [InlineData("{model}/{utc:yyyy/MM}/{change}.{run}.{ext}", @"^Customer/2024/02/snapshot\.[^/]+\.csv$")]
    [InlineData("v1/{commit}-{part}.csv", @"^v1/\d{8}T\d{9}Z-[0-9a-f]{8}-000001-0001\.csv$")]
    [InlineData("{sync}/{utc:yyyyMMdd'T'HHmmss}-{run}.csv", @"^Syncline\.Files\.Tests\.Customer-Lake/20240229T235959-[^/]+\.csv$")]
    public async Task Placeholders_stand_for_what_they_say(string pattern, string expected)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero)) { };
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(9), "east", "east"));
        var report = await Customer.LakeSync.RunAsync(SyncSource.From([new Customer(1, null, null)]), new FileFolder(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, Names = pattern }, new InMemoryStateStore(), new() { TimeProvider = clock }, TestFolder.Stop);
        Assert.True(report.Status == SyncStatus.Succeeded, report.ToString());
        Assert.Matches(expected, Assert.Single(_folder.Data()));
    }

    [Fact]
    public async Task A_pattern_that_does_not_tell_changes_apart_is_refused_for_Diff_before_anything_is_read()
    {
        var report = await Customer.ChangesSync.RunAsync(SyncSource.From(Unread()), new FileFolder(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, Names = "{run}.csv" }, new InMemoryStateStore(), null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("The pattern '{run}.csv' does not tell added, changed and removed rows apart, and Diff writes a file of each. Write {change} into Names.", report.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Tree());
    }

    [Fact]
    public async Task A_sync_whose_name_is_a_device_is_refused()
    {
        var report = await SyncEngine.RunAsync<Customer, Customer.Key>(new("Con", "con", SyncType.Objects, SyncMode.Snapshot), SyncSource.From(Unread()), Deliver.Lake(_folder, FileFormat.Csv()), new InMemoryStateStore(), null, TestFolder.Stop);
        Assert.Contains("has the part 'con', which Windows takes for a device. Correct the pattern in Names, or give the sync another Id.", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_that_is_used_is_checked_and_its_pattern_named()
    {
        var id = new string('x', 250);
        async Task<string> MessageAsync(SyncMode mode, FileFolder lake) => (await SyncEngine.RunAsync<Customer, Customer.Key>(new("All", id, SyncType.Objects, mode), SyncSource.From(Unread()), lake, new InMemoryStateStore(), null, TestFolder.Stop)).Message!;
        Assert.Contains($"The name '{id}-1.csv' has a part of more than 255 bytes. Correct the pattern in MirrorName, or give the sync another Id.", await MessageAsync(SyncMode.All, new(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, MirrorName = "{sync}-1.csv" }), StringComparison.Ordinal);
        Assert.Contains("Correct the pattern in Names, or give the sync another Id.", await MessageAsync(SyncMode.Snapshot, new(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, Names = "{sync}-{run}.csv" }), StringComparison.Ordinal);
        id = new string('x', 256);
        Assert.Contains($"The name '{id}', of the folder of the sync's manifests, has a part of more than 255 bytes. Give the sync another Id.", await MessageAsync(SyncMode.All, new(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, MirrorName = "all.csv", Names = "{run}.csv" }), StringComparison.Ordinal);
        id = "manifests";
        Assert.Contains("The name '_manifests/all.csv' is in a folder where Syncline keeps its own. Correct the pattern in MirrorName", await MessageAsync(SyncMode.All, new(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, MirrorName = "_{sync}/all.csv" }), StringComparison.Ordinal);
        Assert.Empty(_folder.Tree());
    }

    [Theory]
    [InlineData("Shop.Customer/", "Shop.Customer")]
    [InlineData("Shop.Customer/Lake", "Shop.Customer-Lake")]
    [InlineData("orders@tenant 1", "orders@tenant%201")]
    [InlineData("a:b*\"ü", "a%3Ab%2A%22ü")]
    [InlineData("100%", "100%25")]
    [InlineData("../etc", "..-etc")]
    [InlineData("a..", "a.%2E")]
    [InlineData("Shop.Customer/@north", "Shop.Customer-@north")]
    [InlineData("Shop.Customer/Lake@a/b", "Shop.Customer-Lake@a%2Fb")]
    [InlineData("orders@a/", "orders@a%2F")]
    [InlineData(".syncline", "%2Esyncline")]
    [InlineData("_Manifests", "%5FManifests")]
    [InlineData("_manifests/", "%5Fmanifests")]
    [InlineData("_manifests/Lake", "_manifests-Lake")]
    public void A_sync_is_a_name_that_every_system_takes(string id, string name) => Assert.Equal(name, SafeName.OfSync(id));

    [Fact]
    public void Syncs_that_differ_have_names_that_differ()
    {
        string[] ids = ["Shop.Customer/Lake", "Shop.Customer/", "Shop.Customer/@", .. new[] { "a", "a.", "a..", "a%2E", "a/b", "a-b", "a/b/c", "a/b-c", "a-b/c", "a/", "/", "-", ".", "..", "A" }.Select(static instance => $"Shop.Customer/Lake@{instance}"), "orders", "orders@a/b", "orders@a-b"];
        Assert.Equal(ids.Length, ids.Select(SafeName.OfSync).Distinct(StringComparer.Ordinal).Count());
    }

    private static IEnumerable<Customer> Unread()
    {
        Assert.Fail("The source was read.");
        yield break;
    }
}
