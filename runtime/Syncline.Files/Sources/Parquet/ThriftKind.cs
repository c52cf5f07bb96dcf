namespace Syncline;

/// <summary>The kinds of values in Thrift's compact protocol that differ in how they are stored.</summary>
internal enum ThriftKind
{
    /// <summary>None that is known.</summary>
    None,

    /// <summary>A boolean, which is in the field's header.</summary>
    Flag,

    /// <summary>A number of one byte.</summary>
    OneByte,

    /// <summary>A whole number of 16, 32 or 64 bits, which are stored alike.</summary>
    Whole,

    /// <summary>A number of eight bytes.</summary>
    EightBytes,

    /// <summary>Bytes or a text, behind their length.</summary>
    Binary,

    /// <summary>Values of one kind, behind their count.</summary>
    List,

    /// <summary>Fields with ids.</summary>
    Struct,
}
