using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;

namespace Syncline;

/// <summary>Takes the records of a state, in order.</summary>
internal interface IStateRecords
{
    void Head(StateHead head);

    /// <summary>The day on which the keys of the puts that follow were delivered, from 1970-01-01; 0 for none said.</summary>
    void Day(int day)
    {
    }

    void Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow);

    void Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note);

    void Drop(ReadOnlySpan<byte> key);

    /// <summary>A run begins, or what follows of it was delivered or not. Changes nothing of what the state says.</summary>
    void Run(RunPart part, string id)
    {
    }

    /// <summary>What follows counts once the commit is settled, and only if it took effect.</summary>
    void Prepare(string commit)
    {
    }

    /// <summary>Whether the prepared commit took effect.</summary>
    void Settle(string commit, bool tookEffect)
    {
    }

    /// <summary>A head that holds whatever becomes of the prepared commit.</summary>
    void LastingHead(StateHead head) => Head(head);
}

/// <summary>Checks segments and hands on their records.</summary>
/// <param name="store">The store's name.</param>
/// <param name="id">The state's id.</param>
/// <param name="verdicts">Which commits did not take effect, so that their records are read past; null where that is not known yet, and all are handed on.</param>
internal sealed class StateReader(string store, string id, CommitVerdicts? verdicts = null)
{
    private static readonly NoRecords Nowhere = new();
    private readonly ulong _tag = StateFormat.TagOf(id);
    private byte[] _lastRun = [];
    private string? _lastRunText;
    private string? _prepared;
    private bool _isDropped;
    private bool _isClosed;

    /// <summary>The ordinal the next segment must have.</summary>
    public int NextOrdinal { get; private set; }

    /// <summary>The commit that was prepared and not settled so far.</summary>
    public string? Prepared => _prepared;

    /// <summary>Reads one segment.</summary>
    /// <exception cref="StateException">The segment is damaged, from a newer format, of another state, or one before it is missing.</exception>
    public void Read<TRecords>(ReadOnlySpan<byte> segment, TRecords records)
        where TRecords : IStateRecords
    {
        var body = Check(segment);
        try
        {
            var version = BinaryPrimitives.ReadUInt16LittleEndian(segment[4..]);
            while (!body.IsEmpty)
            {
                var type = Byte(ref body);
                if (type >= StateFormat.Prepare && version >= StateFormat.Confirmed) ReadCommit(type, ref body, records);
                else if (_isClosed) throw new ArgumentException("a record after one that only a verdict may follow");
                else if (_isDropped) ReadRecord(type, ref body, Nowhere, version >= StateFormat.Extended);
                else ReadRecord(type, ref body, records, version >= StateFormat.Extended);
            }
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw Damaged("its records do not parse", e);
        }

        NextOrdinal++;
    }

    private ReadOnlySpan<byte> Check(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < StateFormat.HeaderSize + StateFormat.ChecksumSize) throw Damaged($"it has {Sentence.Count(segment.Length, "byte")} and is cut off");
        if (!segment[..4].SequenceEqual(StateFormat.Magic)) throw Damaged("it does not begin as a segment does");
        // The version comes before the checksum: a newer format may well sum otherwise.
        var version = BinaryPrimitives.ReadUInt16LittleEndian(segment[4..]);
        var end = segment.Length - StateFormat.ChecksumSize;
        var intact = BinaryPrimitives.ReadUInt64LittleEndian(segment[end..]) == XxHash3.HashToUInt64(segment[..end]);
        if (version > StateFormat.Version)
        {
            var unless = intact ? "" : " If there is no such version, the state is damaged: restore a copy of it, or call ResetAsync (the next run takes the source as delivered) and then run again.";
            throw new StateException($"The state '{id}' in {store} is in format {version}; this version of Syncline reads up to {StateFormat.Version}. Run it with the newer version that wrote it.{unless}");
        }

        if (!intact) throw Damaged("its checksum does not match");
        if (BinaryPrimitives.ReadInt32LittleEndian(segment[20..]) != end - StateFormat.HeaderSize) throw Damaged("its length does not match");
        if (BinaryPrimitives.ReadUInt64LittleEndian(segment[8..]) != _tag) throw Damaged("it belongs to another state");
        var ordinal = BinaryPrimitives.ReadInt32LittleEndian(segment[16..]);
        return ordinal == NextOrdinal
            ? segment[StateFormat.HeaderSize..end]
            : throw Damaged($"it is number {ordinal} where number {NextOrdinal} belongs");
    }

    private void ReadCommit<TRecords>(byte type, ref ReadOnlySpan<byte> body, TRecords records)
        where TRecords : IStateRecords
    {
        switch (type)
        {
            case StateFormat.Prepare when _prepared is null:
                _prepared = Text(ref body);
                _isDropped = verdicts?.IsDropped(_prepared) ?? false;
                records.Prepare(_prepared);
                break;
            case StateFormat.Settle:
                var verdict = Byte(ref body);
                if (verdict > 1 || Text(ref body) != _prepared) throw new ArgumentException("a verdict over no commit");
                records.Settle(_prepared, verdict == 1);
                (_prepared, _isDropped, _isClosed) = (null, false, false);
                break;
            case StateFormat.LastingHead when _prepared is not null:
                var fields = Take(ref body, Length(ref body));
                records.LastingHead(ReadHead(ref fields));
                _isClosed = true;
                break;
            default:
                throw new ArgumentException("unknown record");
        }
    }

    private void ReadRecord<TRecords>(byte type, ref ReadOnlySpan<byte> body, TRecords records, bool isExtended)
        where TRecords : IStateRecords
    {
        switch (type)
        {
            case StateFormat.Head:
                var fields = Take(ref body, Length(ref body));
                records.Head(ReadHead(ref fields));
                break;
            case StateFormat.DatedPut when isExtended:
                records.Day(Length(ref body));
                ReadPuts(ref body, records);
                break;
            case StateFormat.Put:
                records.Day(0);
                ReadPuts(ref body, records);
                break;
            case StateFormat.Mark:
                var flags = (EntryFlags)Byte(ref body);
                for (var count = Int32(ref body); count > 0; count--)
                {
                    var key = Take(ref body, Length(ref body));
                    records.Mark(flags, key, (flags & EntryFlags.HasNote) == 0 ? null : ReadNote(ref body));
                }

                break;
            case StateFormat.Drop:
                for (var count = Int32(ref body); count > 0; count--) records.Drop(Take(ref body, Length(ref body)));
                break;
            case StateFormat.Run when isExtended:
                var part = (RunPart)Byte(ref body);
                if (part > RunPart.LeftAlone) throw new ArgumentException("unknown part of a run");
                records.Run(part, Text(ref body));
                break;
            default:
                throw new ArgumentException("unknown record");
        }
    }

    private static void ReadPuts<TRecords>(ref ReadOnlySpan<byte> body, TRecords records)
        where TRecords : IStateRecords
    {
        var generation = Length(ref body);
        var flags = (EntryFlags)Byte(ref body);
        var tolerances = Byte(ref body) * sizeof(double);
        var hasRow = Byte(ref body) == 1;
        for (var count = Int32(ref body); count > 0; count--)
        {
            var key = Take(ref body, Length(ref body));
            var hash = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref body, sizeof(ulong)));
            var values = Take(ref body, tolerances);
            var row = hasRow ? Take(ref body, Length(ref body)) : default;
            records.Put(generation, flags, key, hash, values, row, hasRow);
        }
    }

    private EntryNote ReadNote(ref ReadOnlySpan<byte> body)
    {
        var kind = (OperationKind)Byte(ref body);
        var attempts = Length(ref body);
        var absent = Length(ref body);
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref body, sizeof(ulong)));
        var run = Run(Take(ref body, Length(ref body)));
        var reason = Text(ref body);
        return new EntryNote(kind, attempts, absent, hash, run, reason.Length == 0 ? null : reason);
    }

    /// <summary>The id of a run; a batch has the same in every note.</summary>
    private string? Run(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        if (_lastRunText is not null && bytes.SequenceEqual(_lastRun)) return _lastRunText;
        _lastRun = bytes.ToArray();
        return _lastRunText = Encoding.UTF8.GetString(bytes);
    }

    private static StateHead ReadHead(ref ReadOnlySpan<byte> body)
    {
        var id = Text(ref body);
        var family = Text(ref body);
        var key = Text(ref body);
        var destination = Text(ref body);
        var phase = (StatePhase)Byte(ref body);
        var generations = ImmutableArray.CreateBuilder<string>();
        for (var count = Length(ref body); count > 0; count--) generations.Add(Text(ref body));
        if (generations.Count == 0) throw new ArgumentException("a head without a model");
        var ownedSince = Length(ref body);
        var entries = (long)Varint(ref body);
        var datedSince = body.IsEmpty ? 0 : Length(ref body);
        var lastCommit = body.IsEmpty ? null : Text(ref body);
        return new StateHead(id, family, key, destination.Length == 0 ? null : destination, phase, generations.ToImmutable(), ownedSince, entries) { DatedSince = datedSince, LastCommit = lastCommit };
    }

    private static byte Byte(ref ReadOnlySpan<byte> body) => Take(ref body, 1)[0];

    private static int Int32(ref ReadOnlySpan<byte> body) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref body, sizeof(int)));

    private static int Length(ref ReadOnlySpan<byte> body) => checked((int)Varint(ref body));

    private static string Text(ref ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(Take(ref body, Length(ref body)));

    private static ulong Varint(ref ReadOnlySpan<byte> body)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte(ref body);
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new OverflowException("varint");
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> body, int count)
    {
        var taken = body[..count];
        body = body[count..];
        return taken;
    }

    /// <summary>Takes the records of a commit that did not take effect.</summary>
    private sealed class NoRecords : IStateRecords
    {
        public void Head(StateHead head)
        {
        }

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

    private StateException Damaged(string what, Exception? inner = null)
        => new($"The state '{id}' in {store} is damaged: of segment {NextOrdinal}, {what}. Restore a copy of it, or call ResetAsync (the next run takes the source as delivered) and then run again.", inner);
}
