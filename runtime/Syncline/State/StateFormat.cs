namespace Syncline;

/// <summary>
/// The persistent format of a state. A state is a log of segments; a segment is a header, records, and a checksum:
/// <code>
/// magic "SYNS" | format u16 | 0 u16 | state tag u64 | ordinal u32 | length of records u32 | records | XxHash3 of all before u64
/// </code>
/// Numbers are little endian; "varint" is LEB128. The state tag is the XxHash3 of the id, so that a segment of another state is not read as one's own. Ordinals
/// count from 0 without a gap. Records apply in order:
/// <code>
/// 1 head   length varint, fields of StateHead
/// 2 put    generation varint, flags u8, tolerances u8, row u8, count u32, then per key: length varint, key, hash u64, tolerances f64 each, row length varint and row where row is 1
/// 3 mark   flags u8, count u32, then per key: length varint, key, and its note where flags have HasNote
/// 4 drop   count u32, then per key: length varint, key
/// </code>
/// A put sets everything of a key; a mark sets flags and note and leaves hash, row and day; a drop forgets the key.
/// Version 2 adds days, counted from 1970-01-01 in UTC, for ledgers that are bounded (KeepLedger), and runs, where rows are kept: what stood before the last that delivered is what undoing it goes back to.
/// <code>
/// 1 head   after the fields of version 1: datedSince varint, the day of the first run that was bounded
/// 5 put    day varint, then as 2: the day on which the keys were delivered
/// 6 run    part u8 (0 a run begins, 1 what follows was delivered, 2 what follows was not), id of the run: length varint and text, empty but where one begins
/// </code>
/// Version 3 adds commits, for destinations that can tell afterwards whether one took effect (IConfirmsCommits).
/// <code>
/// 1 head    after the fields of version 2: lastCommit, length varint and text: the last commit that counts, where folding left nothing else that says so
/// 7 prepare name of the commit: length varint and text; what follows counts once the commit is settled, and only if it took effect
/// 8 settle  took effect u8, name of the commit as in 7
/// 9 head    as 1, after a prepared commit: holds whatever becomes of the commit, and nothing but 8 and 9 may follow it
/// </code>
/// One commit is prepared at a time, and nothing but 8 and 9 follows in a segment appended later.
/// A segment is written in the lowest version that has what it says, so that a state which needs none of it can be read by a library that knows none.
/// </summary>
internal static class StateFormat
{
    /// <summary>The latest version.</summary>
    public const ushort Version = 3;

    /// <summary>The version of a segment that says neither a day, a run nor a commit.</summary>
    public const ushort Plain = 1;

    /// <summary>The version of a segment that says a day or a run.</summary>
    public const ushort Extended = 2;

    /// <summary>The version of a segment that says a commit.</summary>
    public const ushort Confirmed = 3;

    public const int HeaderSize = 24;
    public const int ChecksumSize = 8;

    public const byte Head = 1;
    public const byte Put = 2;
    public const byte Mark = 3;
    public const byte Drop = 4;
    public const byte DatedPut = 5;
    public const byte Run = 6;
    public const byte Prepare = 7;
    public const byte Settle = 8;
    public const byte LastingHead = 9;

    /// <summary>Records beyond this go into a segment of their own, so that a large state is read and written in pieces.</summary>
    public const int TargetSegmentSize = 1 << 20;

    public static ReadOnlySpan<byte> Magic => "SYNS"u8;

    public static ulong TagOf(string id) => System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(id));
}
