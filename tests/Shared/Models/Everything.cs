namespace Syncline.TestModels;

/// <summary>Every type of column.</summary>
[SyncModel(nameof(Int32))]
[Sync(Mode = Upsert)]
public partial record Everything(
    bool Boolean,
    byte Byte,
    sbyte SByte,
    char Char,
    short Int16,
    ushort UInt16,
    int Int32,
    uint UInt32,
    long Int64,
    ulong UInt64,
    nint IntPtr,
    nuint UIntPtr,
    float Single,
    double Double,
    decimal Decimal,
    string Text,
    Guid Guid,
    DateTime DateTime,
    DateTimeOffset DateTimeOffset,
    DateOnly DateOnly,
    TimeOnly TimeOnly,
    TimeSpan TimeSpan,
    byte[] Bytes,
    ReadOnlyMemory<byte> Memory);

/// <summary>Every type of column, nullable.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
public sealed partial class EverythingNullable
{
    public required long Id { get; init; }

    public bool? Boolean { get; set; }

    public byte? Byte { get; set; }

    public sbyte? SByte { get; set; }

    public char? Char { get; set; }

    public short? Int16 { get; set; }

    public ushort? UInt16 { get; set; }

    public int? Int32 { get; set; }

    public uint? UInt32 { get; set; }

    public long? Int64 { get; set; }

    public ulong? UInt64 { get; set; }

    public nint? IntPtr { get; set; }

    public nuint? UIntPtr { get; set; }

    public float? Single { get; set; }

    public double? Double { get; set; }

    public decimal? Decimal { get; set; }

    public string? Text { get; set; }

    public Guid? Guid { get; set; }

    public DateTime? DateTime { get; set; }

    public DateTimeOffset? DateTimeOffset { get; set; }

    public DateOnly? DateOnly { get; set; }

    public TimeOnly? TimeOnly { get; set; }

    public TimeSpan? TimeSpan { get; set; }

    public byte[]? Bytes { get; set; }

    public ReadOnlyMemory<byte>? Memory { get; set; }
}
