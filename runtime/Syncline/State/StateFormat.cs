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
/// 5 run    part u8 (0 a run begins, 1 what follows was delivered, 2 what follows was not), id of the run: length varint and text, empty but where one begins
/// </code>
/// A put sets everything of a key; a mark sets flags and note and leaves hash and row; a drop forgets the key. What a run
/// stands for is told apart only where rows are kept: what stood before the last that delivered is what undoing it goes back to.
/// </summary>
internal static class StateFormat
{
    public const ushort Version = 1;
    public const int HeaderSize = 24;
    public const int ChecksumSize = 8;

    public const byte Head = 1;
    public const byte Put = 2;
    public const byte Mark = 3;
    public const byte Drop = 4;
    public const byte Run = 5;

    /// <summary>Records beyond this go into a segment of their own, so that a large state is read and written in pieces.</summary>
    public const int TargetSegmentSize = 1 << 20;

    public static ReadOnlySpan<byte> Magic => "SYNS"u8;

    public static ulong TagOf(string id) => System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(id));
}
