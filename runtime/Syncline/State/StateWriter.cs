using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Syncline;

/// <summary>Collects records and seals them into segments.</summary>
internal sealed class StateWriter(string id, int nextOrdinal)
{
    private readonly ulong _tag = StateFormat.TagOf(id);
    private readonly ArrayBufferWriter<byte> _records = new(4096);
    private readonly List<byte[]> _sealed = [];
    private (byte Type, int Generation, EntryFlags Flags, bool HasRow, int Day) _block;
    private ushort _version = StateFormat.Plain;
    private int _blockCount;
    private int _blockCountAt = -1;

    /// <summary>The ordinal the next sealed segment gets.</summary>
    public int NextOrdinal { get; private set; } = nextOrdinal;

    public bool IsEmpty => _records.WrittenCount == 0 && _sealed.Count == 0;

    /// <summary>Says what the state is.</summary>
    /// <param name="head">The head.</param>
    /// <param name="lasts">Whether it holds whatever becomes of the commit that is prepared before it.</param>
    public void Head(StateHead head, bool lasts = false)
    {
        CloseBlock();
        var fields = new ArrayBufferWriter<byte>(256);
        WriteText(fields, head.Id);
        WriteText(fields, head.Family);
        WriteText(fields, head.Key);
        WriteText(fields, head.Destination ?? "");
        fields.Write<byte>([(byte)head.Phase]);
        WriteVarint(fields, (uint)head.Generations.Length);
        foreach (var generation in head.Generations) WriteText(fields, generation);
        WriteVarint(fields, (uint)head.OwnedSince);
        WriteVarint(fields, (ulong)head.Entries);
        if (head.DatedSince > 0 || head.LastCommit is not null)
        {
            WriteVarint(fields, (uint)head.DatedSince);
            NeedVersion(StateFormat.Extended);
        }

        if (head.LastCommit is not null) WriteText(fields, head.LastCommit);
        if (lasts || head.LastCommit is not null) NeedVersion(StateFormat.Confirmed);
        _records.Write<byte>([lasts ? StateFormat.LastingHead : StateFormat.Head]);
        WriteVarint(_records, (uint)fields.WrittenCount);
        _records.Write(fields.WrittenSpan);
    }

    public void Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<double> tolerances, ReadOnlySpan<byte> row, bool hasRow, int day = 0)
    {
        flags &= ~(EntryFlags.Stale | EntryFlags.HasNote);
        OpenBlock(day > 0 ? StateFormat.DatedPut : StateFormat.Put, generation, flags, hasRow, tolerances.Length, day);
        WriteKey(key);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
        _records.Write(bytes);
        foreach (var tolerance in tolerances)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, tolerance);
            _records.Write(bytes);
        }

        if (hasRow)
        {
            WriteVarint(_records, (uint)row.Length);
            _records.Write(row);
        }

        SealIfLarge();
    }

    public void Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
        flags = (flags & ~(EntryFlags.Stale | EntryFlags.HasNote)) | (note is null ? 0 : EntryFlags.HasNote);
        OpenBlock(StateFormat.Mark, 0, flags, false, 0);
        WriteKey(key);
        if (note is not null)
        {
            _records.Write<byte>([(byte)note.Kind]);
            WriteVarint(_records, (uint)note.Attempts);
            WriteVarint(_records, (uint)note.AbsentRuns);
            Span<byte> hash = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(hash, note.RowHash);
            _records.Write(hash);
            WriteText(_records, note.SentInRun ?? "");
            WriteText(_records, note.Reason ?? "");
        }

        SealIfLarge();
    }

    public void Drop(ReadOnlySpan<byte> key)
    {
        OpenBlock(StateFormat.Drop, 0, 0, false, 0);
        WriteKey(key);
        SealIfLarge();
    }

    public void Run(RunPart part, string id)
    {
        CloseBlock();
        NeedVersion(StateFormat.Extended);
        _records.Write<byte>([StateFormat.Run, (byte)part]);
        WriteText(_records, id);
    }

    /// <summary>What is written from here on counts only if the commit took effect.</summary>
    public void Prepare(string commit)
    {
        CloseBlock();
        NeedVersion(StateFormat.Confirmed);
        _records.Write<byte>([StateFormat.Prepare]);
        WriteText(_records, commit);
    }

    /// <summary>Says whether a prepared commit took effect.</summary>
    public void Settle(string commit, bool tookEffect)
    {
        CloseBlock();
        NeedVersion(StateFormat.Confirmed);
        _records.Write<byte>([StateFormat.Settle, tookEffect ? (byte)1 : (byte)0]);
        WriteText(_records, commit);
    }

    /// <summary>The segments written so far; the writer starts anew with the next ordinal.</summary>
    public ReadOnlyMemory<byte>[] Take()
    {
        Seal();
        var segments = new ReadOnlyMemory<byte>[_sealed.Count];
        for (var i = 0; i < segments.Length; i++) segments[i] = _sealed[i];
        _sealed.Clear();
        return segments;
    }

    /// <summary>Segments that are full already, for writers that stream.</summary>
    public ReadOnlyMemory<byte>[] TakeFull()
    {
        if (_sealed.Count == 0) return [];
        var segments = new ReadOnlyMemory<byte>[_sealed.Count];
        for (var i = 0; i < segments.Length; i++) segments[i] = _sealed[i];
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
        _records.Write<byte>([type]);
        if (type == StateFormat.DatedPut)
        {
            WriteVarint(_records, (uint)day);
            NeedVersion(StateFormat.Extended);
        }

        if (type is StateFormat.Put or StateFormat.DatedPut)
        {
            WriteVarint(_records, (uint)generation);
            _records.Write<byte>([(byte)flags, checked((byte)tolerances), hasRow ? (byte)1 : (byte)0]);
        }
        else if (type == StateFormat.Mark)
        {
            _records.Write<byte>([(byte)flags]);
        }

        _blockCountAt = _records.WrittenCount;
        _records.Write<byte>([0, 0, 0, 0]);
        _blockCount = 1;
    }

    private void CloseBlock()
    {
        if (_blockCountAt < 0) return;
        // The count is known only now; the buffer writer gives no way back but through its own memory.
        MemoryMarshal.TryGetArray(_records.WrittenMemory, out var array);
        BinaryPrimitives.WriteInt32LittleEndian(array.AsSpan(_blockCountAt), _blockCount);
        _blockCountAt = -1;
    }

    private void NeedVersion(ushort version) => _version = Math.Max(_version, version);

    private void SealIfLarge()
    {
        if (_records.WrittenCount >= StateFormat.TargetSegmentSize) Seal();
    }

    private void Seal()
    {
        CloseBlock();
        if (_records.WrittenCount == 0) return;
        var segment = new byte[StateFormat.HeaderSize + _records.WrittenCount + StateFormat.ChecksumSize];
        StateFormat.Magic.CopyTo(segment);
        BinaryPrimitives.WriteUInt16LittleEndian(segment.AsSpan(4), _version);
        BinaryPrimitives.WriteUInt64LittleEndian(segment.AsSpan(8), _tag);
        BinaryPrimitives.WriteInt32LittleEndian(segment.AsSpan(16), NextOrdinal++);
        BinaryPrimitives.WriteInt32LittleEndian(segment.AsSpan(20), _records.WrittenCount);
        _records.WrittenSpan.CopyTo(segment.AsSpan(StateFormat.HeaderSize));
        var end = segment.Length - StateFormat.ChecksumSize;
        BinaryPrimitives.WriteUInt64LittleEndian(segment.AsSpan(end), XxHash3.HashToUInt64(segment.AsSpan(0, end)));
        _sealed.Add(segment);
        _records.ResetWrittenCount();
        _version = StateFormat.Plain;
    }

    private void WriteKey(ReadOnlySpan<byte> key)
    {
        WriteVarint(_records, (uint)key.Length);
        _records.Write(key);
    }

    private static void WriteText(ArrayBufferWriter<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteVarint(to, (uint)bytes.Length);
        to.Write(bytes);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> to, ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        for (; value >= 0x80; value >>= 7) bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        to.Write(bytes[..length]);
    }
}
