namespace Syncline;

/// <summary>What a column holds, after converters, wrappers and enums. Numbers are part of persistent formats and never change.</summary>
public enum ColumnKind : byte
{
    /// <summary><see cref="bool"/></summary>
    Boolean = 1,

    /// <summary><see cref="byte"/></summary>
    Byte = 2,

    /// <summary><see cref="sbyte"/></summary>
    SByte = 3,

    /// <summary><see cref="short"/></summary>
    Int16 = 4,

    /// <summary><see cref="ushort"/></summary>
    UInt16 = 5,

    /// <summary><see cref="int"/></summary>
    Int32 = 6,

    /// <summary><see cref="uint"/></summary>
    UInt32 = 7,

    /// <summary><see cref="long"/></summary>
    Int64 = 8,

    /// <summary><see cref="ulong"/></summary>
    UInt64 = 9,

    /// <summary><see cref="char"/></summary>
    Char = 10,

    /// <summary><see cref="float"/></summary>
    Single = 11,

    /// <summary><see cref="double"/></summary>
    Double = 12,

    /// <summary><see cref="decimal"/></summary>
    Decimal = 13,

    /// <summary><see cref="string"/></summary>
    Text = 14,

    /// <summary><see cref="byte"/> array or <see cref="ReadOnlyMemory{T}"/> of bytes.</summary>
    Bytes = 15,

    /// <summary><see cref="System.Guid"/></summary>
    Guid = 16,

    /// <summary><see cref="System.DateTime"/>; its kind is kept but not compared.</summary>
    DateTime = 17,

    /// <summary><see cref="System.DateTimeOffset"/>; its offset is kept but not compared.</summary>
    DateTimeOffset = 18,

    /// <summary><see cref="System.DateOnly"/></summary>
    DateOnly = 19,

    /// <summary><see cref="System.TimeOnly"/></summary>
    TimeOnly = 20,

    /// <summary><see cref="System.TimeSpan"/></summary>
    TimeSpan = 21,
}

/// <summary>What is special about a column.</summary>
[Flags]
public enum ColumnTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The column may be null.</summary>
    Nullable = 1,

    /// <summary><c>Compare = false</c>: delivered, but no trigger.</summary>
    NotCompared = 2,

    /// <summary>Text compared without case.</summary>
    IgnoreCase = 4,

    /// <summary>A null is left out of delivery.</summary>
    SkipNull = 8,

    /// <summary>Values never reach a log, an error text or a printed plan.</summary>
    Sensitive = 16,
}
