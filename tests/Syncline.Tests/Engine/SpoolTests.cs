namespace Syncline.Tests.Engine;

public sealed class SpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("syncline-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(3 << 20)]
    [InlineData(0)]
    public void WhatIsAppendedIsReadBackFromMemoryAndFile(long memoryLimit)
    {
        using var spool = new Spool(memoryLimit, _folder);
        Assert.True(spool.IsEmpty);
        var random = new Random(1);
        var strings = Enumerable.Range(0, 2_000).Select(_ => new byte[random.Next(0, 6_000)]).Append(new byte[3 << 20]).ToArray();
        foreach (var bytes in strings) random.NextBytes(bytes);
        var addresses = Array.ConvertAll(strings, bytes => spool.Append(bytes));
        Assert.Equal(memoryLimit < 6 << 20, spool.OnDisk);
        for (var i = 0; i < strings.Length; i++) Assert.True(spool.Read(addresses[i], strings[i].Length).SequenceEqual(strings[i]));
        for (var i = strings.Length - 1; i >= 0; i -= 97) Assert.True(spool.Read(addresses[i], strings[i].Length).SequenceEqual(strings[i]));

        // Reading does not end writing.
        var late = spool.Append([1, 2, 3]);
        Assert.Equal([1, 2, 3], spool.Read(late, 3).ToArray());
        Assert.True(spool.Read(addresses[0], strings[0].Length).SequenceEqual(strings[0]));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void AFullBlockIsLentUntilItIsGivenBack(long memoryLimit)
    {
        using var spool = new Spool(memoryLimit, _folder);
        var lent = new List<(SpoolBlock Block, int First)>();
        var first = 0;
        const int count = 40;
        for (var i = 0; i < count; i++)
        {
            spool.Reserve(Spool.BlockSize / 3, out var address, out var full).Fill((byte)i);
            if (full is { } block)
            {
                lent.Add((block, first));
                first = i;
            }

            Assert.Equal((byte)i, spool.Read(address, 1)[0]);
            // While three are lent, nobody else gets their memory.
            if (lent.Count < 4) continue;
            Assert.All(lent, one => Assert.Equal((byte)one.First, one.Block.Bytes[0]));
            spool.Return(lent[0].Block);
            lent.RemoveAt(0);
        }

        Assert.Equal(memoryLimit == 0, spool.OnDisk);
        Assert.Equal((byte)first, spool.Rest.Bytes[0]);
        Assert.True(first > count / 2);
    }

    [Fact]
    public void TheFileIsPrivateAndNobodyFindsItAfterwards()
    {
        using (var spool = new Spool(0, _folder))
        {
            // The block that is being filled waits for its end.
            for (var i = 0; i < 2; i++) spool.Append(new byte[Spool.BlockSize]);
            Assert.True(spool.OnDisk);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(spool.Handle!));
                // Not even a killed process leaves rows behind.
                Assert.Empty(Directory.GetFiles(_folder));
            }
        }

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task ARunWhoseRowsDoNotFitInMemoryDoesTheSame()
    {
        var bench = new SyncBench<Wide, Wide.Key> { Sync = new("Wide.Sync", "Tests.Wide", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };
        bench.Configure = options => (options.SpoolMemory, options.SpoolFolder, options.BatchSize) = (0, _folder, 7);
        var rows = Enumerable.Range(0, 500).Select(i => new Wide("tenant", i, i, new string('x', i), i, null)).ToArray();
        Assert.Equal((SyncStatus.Succeeded, 500L), await Outcome(bench.RunAsync(rows)));
        Assert.Equal(rows, bench.Records.Values.OrderBy(row => row.Number));

        var changed = rows.Skip(50).Select(row => row with { Price = row.Price + (int)(row.Number % 2) }).ToArray();
        Assert.Equal((SyncStatus.Succeeded, 275L), await Outcome(bench.RunAsync(changed)));
        Assert.Equal(changed, bench.Records.Values.OrderBy(row => row.Number));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task AFolderThatIsNotThereFailsTheRunAndNothingIsSent()
    {
        var bench = new ItemBench();
        var report = await bench.RunAsync(options => options.SpoolFolder = Path.Combine(_folder, "none"), ItemBench.Items(1));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Equal($"There is no folder \"{Path.Combine(_folder, "none")}\" for the temporary file of changed rows. Create it, or leave SpoolFolder null for the system's.", report.Message);
        Assert.Empty(bench.Destination.Batches);
    }

    private static async Task<(SyncStatus, long)> Outcome(Task<SyncReport> run)
    {
        var report = await run;
        return (report.Status, report.Counts.Succeeded);
    }
}
