namespace Syncline.Tests.Engine;

/// <summary>The format of a state, frozen: a state written today is read by every later version.</summary>
public sealed class StateVectorTests
{
    private const string Id = "Tests.Item";

    /// <summary>Head; two puts of one block, one with a row; marks with and without a note; a drop.</summary>
    private static readonly string[] Segments =
    [
        "53594e530100000095ed20322ae43b87000000009d00000001570a54657374732e4974656d05577269746508496420496e7433320e6d656d6f72793a"
        + "64656661756c7401022049643a496e7433323b50726963653a496e7433323f3b4e616d653a546578743f0849643a496e743332010202000100000200"
        + "00000401000000efcdab896745230104020000001032547698badcfe02010301010100000004030000000100000000000000000000000000f83f020a"
        + "0ba37c37c08e9cbf5b",
        "53594e530100000095ed20322ae43b87010000003900000003490100000004010000000302ac02ffffffffffffffff0572756e2d31066e61c3af7665"
        + "030401000000040200000004010000000403000000158080c54fba0a7a",
    ];

    /// <summary>Version 2: a head with the day since when the ledger is bounded; puts of two days and of none; and a segment that says no day, which stays in version 1.</summary>
    private static readonly string[] DatedSegments =
    [
        "53594e530200000095ed20322ae43b87000000009c000000013a0a54657374732e4974656d064576656e747308496420496e7433320e6d656d6f7279"
        + "3a64656661756c7401010849643a496e7433320003e69f0105e69f0100030000020000000401000000efcdab896745230104020000001032547698ba"
        + "dcfe05feff03000301010100000004030000000100000000000000000000000000f83f020a0b02000500000100000004040000000200000000000000"
        + "74e143b90bde9519",
        "53594e530100000095ed20322ae43b87010000000a000000040100000004010000004c3e98fbed24ae65",
    ];

    /// <summary>Version 3: a head with the last commit; a commit that is prepared, a head that holds whatever becomes of it, and the verdict; and one that did not take effect.</summary>
    private static readonly string[] CommitSegments =
    [
        "53594e530300000095ed20322ae43b87000000004500000001430a54657374732e4974656d044469666608496420496e7433320e6d656d6f72793a64"
        + "656661756c7401010849643a496e7433320003000c72756e2d302d30303030303172c64d765bbde653",
        "53594e530300000095ed20322ae43b870100000027000000070c72756e2d312d3030303030310200030001010000000401000000efcdab8967452301"
        + "020a0ba9f34e7a62c42a07",
        "53594e530300000095ed20322ae43b87020000004300000009410a54657374732e4974656d044469666608496420496e7433320e6d656d6f72793a64"
        + "656661756c7403020849643a496e7433320849643a496e7433320000e69f0152c2c7c821c0a888",
        "53594e530300000095ed20322ae43b87030000003100000008010c72756e2d312d30303030303104010000000401000000070c72756e2d312d303030"
        + "303032040100000004020000002eb03c1ebb58c9b0",
        "53594e530300000095ed20322ae43b87040000000f00000008000c72756e2d312d303030303032d0fd65da18cc8a7e",
    ];

    [Fact]
    public void ACommitIsWrittenAsEver() => Assert.Equal(CommitSegments, WriteCommits().Select(Convert.ToHexStringLower));

    [Fact]
    public void ACommitIsReadAsEver()
    {
        var records = new Recorder();
        var reader = new StateReader("memory", Id);
        foreach (var segment in CommitSegments) reader.Read(Convert.FromHexString(segment), records);
        Assert.Equal(
            [
                "head Tests.Item Diff 'Id Int32' memory:default Steady [Id:Int32] since 0 about 3 after run-0-000001",
                "prepare run-1-000001",
                "put 0 Known, Owned 01000000 0123456789abcdef [] 0a0b",
                "lasting head Tests.Item Diff 'Id Int32' memory:default Resync [Id:Int32 | Id:Int32] since 0 about 0 dated since 20454",
                "settled run-1-000001",
                "drop 01000000",
                "prepare run-1-000002",
                "drop 02000000",
                "gone run-1-000002",
            ],
            records.Lines);
        Assert.Null(reader.Prepared);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ACommitInASegmentOfAnEarlierVersionIsDamage(int which)
    {
        var reader = new StateReader("memory", Id);
        foreach (var before in CommitSegments.Take(which)) reader.Read(Convert.FromHexString(before), new Recorder());
        var segment = Convert.FromHexString(CommitSegments[which]);
        segment[4] = 2;
        Assert.Contains("its records do not parse", Assert.Throws<StateException>(() => reader.Read(Sealed(segment), new Recorder())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADatedSegmentIsWrittenAsEver() => Assert.Equal(DatedSegments, WriteDated().Select(Convert.ToHexStringLower));

    [Fact]
    public void ADatedSegmentIsReadAsEver()
    {
        var records = new Recorder();
        var reader = new StateReader("memory", Id);
        foreach (var segment in DatedSegments) reader.Read(Convert.FromHexString(segment), records);
        Assert.Equal(
            [
                "head Tests.Item Events 'Id Int32' memory:default Steady [Id:Int32] since 0 about 3 dated since 20454",
                "put 0 Known, Owned 01000000 0123456789abcdef [] - on 20454",
                "put 0 Known, Owned 02000000 fedcba9876543210 [] - on 20454",
                "put 0 Known, Owned 03000000 0000000000000001 [1.5] 0a0b on 65534",
                "put 0 Known, Left 04000000 0000000000000002 [] -",
                "drop 01000000",
            ],
            records.Lines);
    }

    [Fact]
    public void ADayInASegmentOfTheFirstVersionIsDamage()
    {
        var segment = Convert.FromHexString(DatedSegments[0]);
        segment[4] = 1;
        Assert.Contains("its records do not parse", Assert.Throws<StateException>(() => new StateReader("memory", Id).Read(Sealed(segment), new Recorder())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASegmentIsWrittenAsEver() => Assert.Equal(Segments, Write().Select(Convert.ToHexStringLower));

    [Fact]
    public void ASegmentIsReadAsEver()
    {
        var records = new Recorder();
        var reader = new StateReader("memory", Id);
        foreach (var segment in Segments) reader.Read(Convert.FromHexString(segment), records);
        Assert.Equal(
            [
                "head Tests.Item Write 'Id Int32' memory:default Steady [Id:Int32;Price:Int32?;Name:Text? | Id:Int32] since 1 about 2",
                "put 0 Known 01000000 0123456789abcdef [] -",
                "put 0 Known 02000000 fedcba9876543210 [] -",
                "put 1 Known, Owned 03000000 0000000000000001 [1.5] 0a0b",
                "mark Known, InDoubt, HasNote 01000000 EntryNote { Kind = Upsert, Attempts = 2, AbsentRuns = 300, RowHash = 18446744073709551615, SentInRun = run-1, Reason = naïve }",
                "mark Left 02000000 -",
                "drop 03000000",
            ],
            records.Lines);
    }

    [Fact]
    public void ARunIsWrittenAndReadAsEver()
    {
        var writer = new StateWriter(Id, 0);
        writer.Run(RunPart.Begins, "run-1");
        writer.Run(RunPart.Delivered, "");
        writer.Drop([3, 0, 0, 0]);
        writer.Run(RunPart.LeftAlone, "");
        var segment = Assert.Single(writer.Take()).ToArray();
        Assert.Equal(StateFormat.Extended, BitConverter.ToUInt16(segment, 4));
        Assert.Equal("06000572756e2d3106010004010000000403000000060200", Convert.ToHexStringLower(segment[StateFormat.HeaderSize..^StateFormat.ChecksumSize]));
        var records = new Recorder();
        new StateReader("memory", Id).Read(segment, records);
        Assert.Equal(["run Begins run-1", "run Delivered ", "drop 03000000", "run LeftAlone "], records.Lines);
    }

    [Fact]
    public void TheMemoryOfASegmentThatWasTakenIsThatOfTheNext()
    {
        var writer = new StateWriter(Id, 0);
        var memories = new List<byte[]>();
        for (var i = 0; i < 10; i++)
        {
            writer.Drop([1, 0, 0, 0]);
            memories.Add(MemoryOf(Assert.Single(writer.Take())));
        }

        // One is filled while the other is on its way.
        Assert.Equal(2, memories.Distinct().Count());
    }

    [Fact]
    public void SegmentsTakenTogetherAreThereTogether()
    {
        var (writer, reader, records) = (new StateWriter(Id, 0), new StateReader("memory", Id), new Recorder());
        var row = new byte[StateFormat.TargetSegmentSize];
        for (var round = 0; round < 2; round++)
        {
            for (byte key = 0; key < 4; key++) writer.Put(0, EntryFlags.Known, [key], 1, [], row, hasRow: true);
            var segments = writer.Take();
            Assert.Equal(4, segments.Length);
            foreach (var segment in segments) reader.Read(segment.Span, records);
        }

        string[] keys = ["00", "01", "02", "03"];
        Assert.Equal([.. keys, .. keys], records.Lines.Select(line => line.Split(' ')[3]));
    }

    [Fact]
    public void TheMemoryOfALongRowIsNotKept()
    {
        var writer = new StateWriter(Id, 0);
        writer.Put(0, EntryFlags.Known, [1], 1, [], new byte[5 << 20], hasRow: true);
        writer.Take();
        for (var i = 0; i < 2; i++)
        {
            writer.Drop([1]);
            Assert.InRange(MemoryOf(Assert.Single(writer.Take())).Length, 1, 1 << 16);
        }
    }

    private static byte[] MemoryOf(ReadOnlyMemory<byte> segment)
        => System.Runtime.InteropServices.MemoryMarshal.TryGetArray(segment, out var array) ? array.Array! : throw new InvalidOperationException("A segment lies in no array.");

    /// <summary>What was written so far. The writer uses its memory again.</summary>
    private static byte[][] Taken(StateWriter writer) => Array.ConvertAll(writer.Take(), segment => segment.ToArray());

    private static byte[][] Write()
    {
        var writer = new StateWriter(Id, 0);
        writer.Head(new StateHead(Id, "Write", "Id Int32", "memory:default", StatePhase.Steady, ["Id:Int32;Price:Int32?;Name:Text?", "Id:Int32"], 1, 2));
        writer.Put(0, EntryFlags.Known | EntryFlags.Stale, [1, 0, 0, 0], 0x0123456789abcdef, [], default, false);
        writer.Put(0, EntryFlags.Known | EntryFlags.HasNote, [2, 0, 0, 0], 0xfedcba9876543210, [], default, false);
        writer.Put(1, EntryFlags.Known | EntryFlags.Owned, [3, 0, 0, 0], 1, [1.5], [0x0a, 0x0b], true);
        var first = Taken(writer);
        writer.Mark(EntryFlags.Known | EntryFlags.InDoubt, [1, 0, 0, 0], new EntryNote(OperationKind.Upsert, 2, 300, ulong.MaxValue, "run-1", "naïve"));
        writer.Mark(EntryFlags.Left, [2, 0, 0, 0], null);
        writer.Drop([3, 0, 0, 0]);
        return [.. first, .. Taken(writer)];
    }

    private static byte[][] WriteDated()
    {
        const EntryFlags Delivered = EntryFlags.Known | EntryFlags.Owned;
        var writer = new StateWriter(Id, 0);
        writer.Head(new StateHead(Id, "Events", "Id Int32", "memory:default", StatePhase.Steady, ["Id:Int32"], 0, 3) { DatedSince = 20454 });
        writer.Put(0, Delivered, [1, 0, 0, 0], 0x0123456789abcdef, [], default, false, 20454);
        writer.Put(0, Delivered, [2, 0, 0, 0], 0xfedcba9876543210, [], default, false, 20454);
        writer.Put(0, Delivered, [3, 0, 0, 0], 1, [1.5], [0x0a, 0x0b], true, 65534);
        writer.Put(0, EntryFlags.Known | LedgerFlags.Owed, [4, 0, 0, 0], 2, [], default, false);
        var first = Taken(writer);
        writer.Drop([1, 0, 0, 0]);
        return [.. first, .. Taken(writer)];
    }

    private static byte[][] WriteCommits()
    {
        var head = new StateHead(Id, "Diff", "Id Int32", "memory:default", StatePhase.Steady, ["Id:Int32"], 0, 3);
        var writer = new StateWriter(Id, 0);
        var segments = new List<byte[]>();
        writer.Head(head with { LastCommit = "run-0-000001" });
        segments.AddRange(Taken(writer));
        writer.Prepare("run-1-000001");
        writer.Put(0, EntryFlags.Known | EntryFlags.Owned, [1, 0, 0, 0], 0x0123456789abcdef, [], [0x0a, 0x0b], true);
        segments.AddRange(Taken(writer));
        writer.Head(head with { Phase = StatePhase.Resync, Generations = ["Id:Int32", "Id:Int32"], Entries = 0, DatedSince = 20454 }, lasts: true);
        segments.AddRange(Taken(writer));
        writer.Settle("run-1-000001", tookEffect: true);
        writer.Drop([1, 0, 0, 0]);
        writer.Prepare("run-1-000002");
        writer.Drop([2, 0, 0, 0]);
        segments.AddRange(Taken(writer));
        writer.Settle("run-1-000002", tookEffect: false);
        segments.AddRange(Taken(writer));
        // What says none of it is written as ever.
        writer.Drop([3, 0, 0, 0]);
        Assert.Equal(StateFormat.Plain, BitConverter.ToUInt16(writer.Take()[0].Span[4..]));
        return [.. segments];
    }

    /// <summary>Makes the checksum fit.</summary>
    private static byte[] Sealed(byte[] segment)
    {
        var end = segment.Length - StateFormat.ChecksumSize;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(segment.AsSpan(end), System.IO.Hashing.XxHash3.HashToUInt64(segment.AsSpan(0, end)));
        return segment;
    }

    private sealed class Recorder : IStateRecords
    {
        private int _day;

        public List<string> Lines { get; } = [];

        public void Head(StateHead head) => Lines.Add($"head {Text(head)}");

        public void LastingHead(StateHead head) => Lines.Add($"lasting head {Text(head)}");

        public void Prepare(string commit) => Lines.Add($"prepare {commit}");

        public void Settle(string commit, bool tookEffect) => Lines.Add($"{(tookEffect ? "settled" : "gone")} {commit}");

        private static string Text(StateHead head)
            => $"{head.Id} {head.Family} '{head.Key}' {head.Destination} {head.Phase} [{string.Join(" | ", head.Generations)}] since {head.OwnedSince} about {head.Entries}{(head.DatedSince > 0 ? $" dated since {head.DatedSince}" : "")}{(head.LastCommit is { } commit ? $" after {commit}" : "")}";

        public void Day(int day) => _day = day;

        public void Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
        {
            var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(tolerances).ToArray();
            Lines.Add(FormattableString.Invariant($"put {generation} {flags} {Convert.ToHexStringLower(key)} {hash:x16} [{string.Join(' ', values)}] {(hasRow ? Convert.ToHexStringLower(row) : "-")}{(_day > 0 ? $" on {_day}" : "")}"));
        }

        public void Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note) => Lines.Add($"mark {flags} {Convert.ToHexStringLower(key)} {note?.ToString() ?? "-"}");

        public void Run(RunPart part, string id) => Lines.Add($"run {part} {id}");

        public void Drop(ReadOnlySpan<byte> key) => Lines.Add($"drop {Convert.ToHexStringLower(key)}");
    }
}
