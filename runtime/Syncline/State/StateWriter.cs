using System.Buffers.Binary;
using System.IO.Hashing;

namespace Syncline;

/// <summary>Collects records and seals them into segments.</summary>
/// <remarks>The memory of segments that were taken is used for the next ones: it is valid until more is written.</remarks>
internal sealed class StateWriter(string id, int nextOrdinal)
{
    private readonly ulong _tag = StateFormat.TagOf(id);
    private readonly List<SegmentBytes> _sealed = [];
    private readonly List<SegmentBytes> _taken = [];
    private SegmentBytes _records = new();
    private (byte Type, int Generation, EntryFlags Flags, bool HasRow, int Day) _block;
    private ushort _version = StateFormat.Plain;
    private int _blockCount;
    private int _blockCountAt = -1;

    /// <summary>The ordinal the next sealed segment gets.</summary>
    public int NextOrdinal { get; private set; } = nextOrdinal;

    public bool IsEmpty => _records.IsEmpty && _sealed.Count == 0;

    /// <summary>Says what the state is.</summary>
    /// <param name="head">The head.</param>
    /// <param name="lasts">Whether it holds whatever becomes of the commit that is prepared before it.</param>
    public void Head(StateHead head, bool lasts = false)
    {
        CloseBlock();
        var fields = new SegmentBytes();
        fields.AddText(head.Id);
        fields.AddText(head.Family);
        fields.AddText(head.Key);
        fields.AddText(head.Destination ?? "");
        fields.Add((byte)head.Phase);
        fields.AddVarint((uint)head.Generations.Length);
        foreach (var generation in head.Generations) fields.AddText(generation);
        fields.AddVarint((uint)head.OwnedSince);
        fields.AddVarint((ulong)head.Entries);
        if (head.DatedSince > 0 || head.LastCommit is not null)
        {
            fields.AddVarint((uint)head.DatedSince);
            NeedVersion(StateFormat.Extended);
        }

        if (head.LastCommit is not null) fields.AddText(head.LastCommit);
        if (lasts || head.LastCommit is not null) NeedVersion(StateFormat.Confirmed);
        _records.Add(lasts ? StateFormat.LastingHead : StateFormat.Head);
        _records.AddCounted(fields.Records);
    }

    public void Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<double> tolerances, ReadOnlySpan<byte> row, bool hasRow, int day = 0)
    {
        flags &= ~(EntryFlags.Stale | EntryFlags.HasNote);
        OpenBlock(day > 0 ? StateFormat.DatedPut : StateFormat.Put, generation, flags, hasRow, tolerances.Length, day);
        _records.AddCounted(key);
        _records.Add(hash);
        foreach (var tolerance in tolerances) _records.Add(tolerance);
        if (hasRow) _records.AddCounted(row);
        SealIfLarge();
    }

    public void Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
        flags = (flags & ~(EntryFlags.Stale | EntryFlags.HasNote)) | (note is null ? 0 : EntryFlags.HasNote);
        OpenBlock(StateFormat.Mark, 0, flags, false, 0);
        _records.AddCounted(key);
        if (note is not null)
        {
            _records.Add((byte)note.Kind);
            _records.AddVarint((uint)note.Attempts);
            _records.AddVarint((uint)note.AbsentRuns);
            _records.Add(note.RowHash);
            _records.AddText(note.SentInRun ?? "");
            _records.AddText(note.Reason ?? "");
        }

        SealIfLarge();
    }

    public void Drop(ReadOnlySpan<byte> key)
    {
        OpenBlock(StateFormat.Drop, 0, 0, false, 0);
        _records.AddCounted(key);
        SealIfLarge();
    }

    public void Run(RunPart part, string id)
    {
        CloseBlock();
        NeedVersion(StateFormat.Extended);
        _records.Add([StateFormat.Run, (byte)part]);
        _records.AddText(id);
    }

    /// <summary>What is written from here on counts only if the commit took effect.</summary>
    public void Prepare(string commit)
    {
        CloseBlock();
        NeedVersion(StateFormat.Confirmed);
        _records.Add(StateFormat.Prepare);
        _records.AddText(commit);
    }

    /// <summary>Says whether a prepared commit took effect.</summary>
    public void Settle(string commit, bool tookEffect)
    {
        CloseBlock();
        NeedVersion(StateFormat.Confirmed);
        _records.Add([StateFormat.Settle, tookEffect ? (byte)1 : (byte)0]);
        _records.AddText(commit);
    }

    /// <summary>The segments written so far; the writer starts anew with the next ordinal.</summary>
    public ReadOnlyMemory<byte>[] Take()
    {
        Seal();
        return TakeFull();
    }

    /// <summary>Segments that are full already, for writers that stream.</summary>
    public ReadOnlyMemory<byte>[] TakeFull()
    {
        if (_sealed.Count == 0) return [];
        var segments = new ReadOnlyMemory<byte>[_sealed.Count];
        for (var i = 0; i < segments.Length; i++) segments[i] = _sealed[i].Memory;
        _taken.AddRange(_sealed);
        _sealed.Clear();
        return segments;
    }

    private void OpenBlock(byte type, int generation, EntryFlags flags, bool hasRow, int tolerances, int day = 0)
    {
        if (_blockCountAt >= 0 && _block == (type, generation, flags, hasRow, day))
        {
            _blockCount++;
            return;
        }

        CloseBlock();
        _block = (type, generation, flags, hasRow, day);
        _records.Add(type);
        if (type == StateFormat.DatedPut)
        {
            _records.AddVarint((uint)day);
            NeedVersion(StateFormat.Extended);
        }

        if (type is StateFormat.Put or StateFormat.DatedPut)
        {
            _records.AddVarint((uint)generation);
            _records.Add([(byte)flags, checked((byte)tolerances), hasRow ? (byte)1 : (byte)0]);
        }
        else if (type == StateFormat.Mark)
        {
            _records.Add((byte)flags);
        }

        _blockCountAt = _records.Position;
        _records.Add(sizeof(int));
        _blockCount = 1;
    }

    private void CloseBlock()
    {
        if (_blockCountAt < 0) return;
        // The count is known only now.
        BinaryPrimitives.WriteInt32LittleEndian(_records.At(_blockCountAt), _blockCount);
        _blockCountAt = -1;
    }

    private void NeedVersion(ushort version) => _version = Math.Max(_version, version);

    private void SealIfLarge()
    {
        if (_records.Length >= StateFormat.TargetSegmentSize) Seal();
    }

    private void Seal()
    {
        CloseBlock();
        if (_records.IsEmpty) return;
        var length = _records.Length;
        _records.Add(StateFormat.ChecksumSize);
        var segment = _records.Memory.Span;
        segment[..StateFormat.HeaderSize].Clear();
        StateFormat.Magic.CopyTo(segment);
        BinaryPrimitives.WriteUInt16LittleEndian(segment[4..], _version);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[8..], _tag);
        BinaryPrimitives.WriteInt32LittleEndian(segment[16..], NextOrdinal++);
        BinaryPrimitives.WriteInt32LittleEndian(segment[20..], length);
        var end = segment.Length - StateFormat.ChecksumSize;
        BinaryPrimitives.WriteUInt64LittleEndian(segment[end..], XxHash3.HashToUInt64(segment[..end]));
        _sealed.Add(_records);
        _records = Fresh();
        _version = StateFormat.Plain;
    }

    private SegmentBytes Fresh()
    {
        while (_taken.Count > 0)
        {
            var taken = _taken[^1];
            _taken.RemoveAt(_taken.Count - 1);
            if (!taken.IsReusable) continue;
            taken.Clear();
            return taken;
        }

        return new SegmentBytes();
    }
}
