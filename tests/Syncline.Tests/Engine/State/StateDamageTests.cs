using System.Buffers.Binary;
using System.IO.Hashing;
using CsCheck;

namespace Syncline.Tests.Engine;

/// <summary>Damage inside a state is detected, named with the way out, and never read as empty.</summary>
public sealed class StateDamageTests
{
    private const string Id = "Tests.Item";
    private readonly ItemBench _bench = new();

    [Fact]
    public async Task EveryTruncationIsFound()
    {
        var segments = await SegmentsAsync();
        for (var i = 0; i < segments.Count; i++)
        {
            for (var length = 0; length < segments[i].Length; length++) await IsDamagedAsync(Replace(segments, i, segments[i][..length]), $"segment {i} cut to {length}");
        }
    }

    [Fact]
    public async Task EveryFlippedBitIsFound()
    {
        var segments = await SegmentsAsync();
        for (var i = 0; i < segments.Count; i++)
        {
            for (var bit = 0; bit < segments[i].Length * 8; bit++)
            {
                var flipped = segments[i].ToArray();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                await IsDamagedAsync(Replace(segments, i, flipped), $"bit {bit} of segment {i}");
            }
        }
    }

    [Fact]
    public async Task WhatIsAppendedToASegmentIsFound()
    {
        var segments = await SegmentsAsync();
        await IsDamagedAsync(Replace(segments, 0, [.. segments[0], 0]), "a byte too many");
    }

    [Fact]
    public async Task AMissingSegmentIsNamed()
    {
        var segments = await SegmentsAsync();
        Assert.True(segments.Count > 2);
        Assert.Equal(
            "The state 'Tests.Item' in memory is damaged: of segment 1, it is number 2 where number 1 belongs. Restore a copy of it, or call ResetAsync (the next run takes the source as delivered) and then run again.",
            await IsDamagedAsync([segments[0], .. segments.Skip(2)], "a segment is missing"));
        await IsDamagedAsync([.. segments.Skip(1)], "the first segment is missing");
        await IsDamagedAsync([segments[1], segments[0], .. segments.Skip(2)], "segments exchanged");
        await IsDamagedAsync([segments[0], segments[0], .. segments.Skip(1)], "a segment twice");
    }

    [Fact]
    public async Task ASegmentOfAnotherStateIsNamed()
    {
        var segments = await SegmentsAsync();
        var other = new StateWriter("Tests.Other", 1);
        other.Drop([1, 0, 0, 0]);
        Assert.Contains("of segment 1, it belongs to another state.", await IsDamagedAsync(Replace(segments, 1, other.Take()[0].ToArray()), "another state's"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStateWithoutAHeadIsNamed()
    {
        var writer = new StateWriter(Id, 0);
        writer.Drop([1, 0, 0, 0]);
        Assert.Equal("The state 'Tests.Item' in memory is damaged: it has no head. Restore a copy of it, or call ResetAsync (the next run takes the source as delivered) and then run again.", await IsDamagedAsync([writer.Take()[0].ToArray()], "no head"));
    }

    [Fact]
    public async Task ANewerFormatIsNamed()
    {
        var segments = await SegmentsAsync();
        var newer = segments[0].ToArray();
        newer[4] = 4;
        await _bench.Store.ReplaceAsync(Id, Replace(segments, 0, Seal(newer)));
        var report = await _bench.RunAsync(ItemBench.Items(3));
        Assert.Equal((SyncStatus.Failed, "The state 'Tests.Item' in memory is in format 4; this version of Syncline reads up to 3. Run it with the newer version that wrote it."), (report.Status, report.Message));
    }

    [Fact]
    public async Task RecordsThatDoNotParseUnderAChecksumThatFitsAreFound()
    {
        var segments = await SegmentsAsync();
        // Any bytes in place of the records: an error that names the state, or a state, and never another exception.
        Gen.Select(Gen.Int[1, segments.Count - 1], Gen.Byte.Array[1, 60], Gen.Int[0, 200]).Sample((which, bytes, at) =>
        {
            var damaged = segments[which].ToArray();
            var body = damaged.AsSpan(StateFormat.HeaderSize..^StateFormat.ChecksumSize);
            bytes.AsSpan(0, Math.Min(bytes.Length, body.Length - Math.Min(at, body.Length))).CopyTo(body[Math.Min(at, body.Length)..]);
            // A head may ask for a table of any size; there is none in these segments.
            var reader = new StateReader("memory", Id);
            for (var i = 0; i < which; i++) reader.Read(segments[i], new Nothing());
            try
            {
                reader.Read(Seal(damaged), new Nothing());
            }
            catch (StateException e)
            {
                Assert.Contains("its records do not parse", e.Message, StringComparison.Ordinal);
            }
        });
    }

    [Theory]
    [InlineData("a verdict without a commit", "settle 1")]
    [InlineData("a verdict over another commit", "prepare 1, settle 2")]
    [InlineData("a second verdict", "prepare 1, settle 1, settle 1")]
    [InlineData("a commit in a commit", "prepare 1, drop, prepare 2")]
    [InlineData("a lasting head without a commit", "lasting head")]
    [InlineData("a record after a lasting head", "prepare 1, lasting head, drop")]
    [InlineData("a commit after a lasting head", "prepare 1, lasting head, prepare 2")]
    public async Task CommitsThatDoNotFitTogetherAreFound(string how, string records)
    {
        var head = (await HeadAsync()) with { Destination = _bench.Destination.Identity };
        var writer = new StateWriter(Id, 0);
        writer.Head(head);
        foreach (var record in records.Split(", ").Select(record => record.Split(' ')))
        {
            if (record[0] == "prepare") writer.Prepare(record[1]);
            else if (record[0] == "settle") writer.Settle(record[1], tookEffect: true);
            else if (record[0] == "lasting") writer.Head(head, lasts: true);
            else writer.Drop([1, 0, 0, 0]);
        }

        Assert.Contains("its records do not parse", await IsDamagedAsync(writer.Take().Select(segment => segment.ToArray()), how), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryFlippedBitOfACommitIsFound()
    {
        var writer = new StateWriter(Id, 0);
        writer.Head(await HeadAsync());
        writer.Prepare("run-000001");
        writer.Drop([1, 0, 0, 0]);
        writer.Settle("run-000001", tookEffect: false);
        var segment = writer.Take()[0].ToArray();
        for (var bit = 0; bit < segment.Length * 8; bit++)
        {
            var flipped = segment.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            await IsDamagedAsync([flipped], $"bit {bit}");
        }
    }

    [Fact]
    public async Task AResetIsTheWayOut()
    {
        var segments = await SegmentsAsync();
        await _bench.Store.ReplaceAsync(Id, [[]]);
        var resync = await Assert.ThrowsAsync<StateException>(_bench.ResyncAsync);
        Assert.Contains("call ResetAsync", resync.Message, StringComparison.Ordinal);
        await _bench.ResetAsync();
        Assert.Equal(3, (await _bench.RunAsync(ItemBench.Items(3))).Counts.IgnoredByBaseline);
        Assert.Equal(3, (await _bench.RunAsync(ItemBench.Items(3))).Counts.Unchanged);
    }

    private async Task<StateHead> HeadAsync()
    {
        var records = new Nothing();
        new StateReader("memory", Id).Read((await SegmentsAsync())[0], records);
        return records.Found!;
    }

    private async Task<List<byte[]>> SegmentsAsync()
    {
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 2 ? OperationOutcome.Rejected("no") : null;
        await _bench.RunAsync(options => options.BatchSize = 2, ItemBench.Items(3));
        _bench.Destination.Batches.Clear();
        return await _bench.Store.SegmentsAsync(Id);
    }

    private async Task<string> IsDamagedAsync(IEnumerable<byte[]> segments, string how)
    {
        await _bench.Store.ReplaceAsync(Id, segments);
        var report = await _bench.RunAsync(ItemBench.Items(5));
        Assert.True(report is { Status: SyncStatus.Failed, Error: StateException }, $"{how}: {report} {report.Error}");
        Assert.StartsWith("The state 'Tests.Item' in memory is ", report.Message);
        Assert.Contains("call ResetAsync (the next run takes the source as delivered) and then run again.", report.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Destination.Batches);
        return report.Message!;
    }

    private static List<byte[]> Replace(List<byte[]> segments, int index, byte[] segment)
    {
        var replaced = segments.ToList();
        replaced[index] = segment;
        return replaced;
    }

    /// <summary>Makes the checksum fit.</summary>
    private static byte[] Seal(byte[] segment)
    {
        var end = segment.Length - StateFormat.ChecksumSize;
        BinaryPrimitives.WriteUInt64LittleEndian(segment.AsSpan(end), XxHash3.HashToUInt64(segment.AsSpan(0, end)));
        return segment;
    }

    private sealed class Nothing : IStateRecords
    {
        public StateHead? Found { get; private set; }

        public void Head(StateHead head) => Found = head;

        public void Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
        {
        }

        public void Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
        {
        }

        public void Drop(ReadOnlySpan<byte> key)
        {
        }
    }
}
