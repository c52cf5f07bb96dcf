namespace Syncline.Conformance;

/// <summary>Found by a yes or no.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByBoolean(bool Number, int? Value);

/// <summary>Found by a byte.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByByte(byte Number, int? Value);

/// <summary>Found by a signed byte.</summary>
[SyncModel(nameof(Number))]
public sealed partial record BySByte(sbyte Number, int? Value);

/// <summary>Found by a short.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByInt16(short Number, int? Value);

/// <summary>Found by an unsigned short.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByUInt16(ushort Number, int? Value);

/// <summary>Found by an int.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByInt32(int Number, int? Value);

/// <summary>Found by an unsigned int.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByUInt32(uint Number, int? Value);

/// <summary>Found by a long.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByInt64(long Number, int? Value);

/// <summary>Found by an unsigned long.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByUInt64(ulong Number, int? Value);

/// <summary>Found by a character.</summary>
[SyncModel(nameof(Number))]
public sealed partial record ByChar(char Number, int? Value);

/// <summary>Found by a text.</summary>
[SyncModel(nameof(Code))]
public sealed partial record ByText(string Code, int? Value);

/// <summary>Found by a text without regard to case.</summary>
[SyncModel(nameof(Code))]
public sealed partial record ByFoldedText([property: SyncColumn(IgnoreCase = true)] string Code, int? Value);

/// <summary>Found by a Guid.</summary>
[SyncModel(nameof(Id))]
public sealed partial record ByGuid(Guid Id, int? Value);

/// <summary>Found by a decimal.</summary>
[SyncModel(nameof(Amount))]
public sealed partial record ByDecimal(decimal Amount, int? Value);

/// <summary>Found by a date and time without an offset.</summary>
[SyncModel(nameof(At))]
public sealed partial record ByDateTime(DateTime At, int? Value);

/// <summary>Found by an instant.</summary>
[SyncModel(nameof(At))]
public sealed partial record ByInstant(DateTimeOffset At, int? Value);

/// <summary>Found by a day.</summary>
[SyncModel(nameof(Day))]
public sealed partial record ByDay(DateOnly Day, int? Value);

/// <summary>Found by a time of day.</summary>
[SyncModel(nameof(At))]
public sealed partial record ByTimeOfDay(TimeOnly At, int? Value);

/// <summary>Found by a span of time.</summary>
[SyncModel(nameof(Span))]
public sealed partial record BySpan(TimeSpan Span, int? Value);

/// <summary>Found by an enum's number.</summary>
[SyncModel(nameof(Level))]
public sealed partial record ByEnumNumber(Level Level, int? Value);

/// <summary>Found by an enum's name.</summary>
[SyncModel(nameof(Level))]
public sealed partial record ByEnumName([property: SyncColumn(EnumAs = EnumStorage.Name)] Level Level, int? Value);

/// <summary>Found by a text with a type of its own.</summary>
[SyncModel(nameof(Sku))]
public sealed partial record ByWrapper(Sku Sku, int? Value);

/// <summary>Found by what a converter makes of a value.</summary>
[SyncModel(nameof(Version))]
public sealed partial record ByConverter([property: SyncColumn(Converter = typeof(VersionNumbers))] Version Version, int? Value);

/// <summary>Found by several parts, out of the columns' order.</summary>
[SyncModel(nameof(Line), nameof(Tenant), nameof(Flag))]
public sealed partial record ByParts(string Tenant, int? Value, bool Flag, long Line);

/// <summary>Found by a part of nearly every kind, out of the columns' order.</summary>
[SyncModel(nameof(H), nameof(C), nameof(G), nameof(A), nameof(F), nameof(B), nameof(E), nameof(D))]
public sealed partial record ByManyParts(int A, string B, Guid C, int? Value, DateTimeOffset D, decimal E, [property: SyncColumn(EnumAs = EnumStorage.Name)] Level F, char G, DateOnly H);

/// <summary>Nothing but its key.</summary>
[SyncModel(nameof(A), nameof(B))]
public sealed partial record KeyAlone(int A, string B);
