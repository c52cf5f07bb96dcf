namespace Syncline;

/// <summary>How PostgreSQL holds a value, as far as reading and writing it goes: types that are read and written alike are one form.</summary>
internal enum StoredForm : byte
{
    /// <summary>A type that no kind of column is read from or written to.</summary>
    None,

    /// <summary>boolean</summary>
    Boolean,

    /// <summary>smallint</summary>
    Int16,

    /// <summary>integer</summary>
    Int32,

    /// <summary>bigint</summary>
    Int64,

    /// <summary>numeric</summary>
    Numeric,

    /// <summary>real</summary>
    Single,

    /// <summary>double precision</summary>
    Double,

    /// <summary>text, character varying, character, citext, name; json, jsonb, xml and enums by their texts.</summary>
    Text,

    /// <summary>bytea</summary>
    Bytes,

    /// <summary>uuid</summary>
    Guid,

    /// <summary>timestamp without time zone</summary>
    Timestamp,

    /// <summary>timestamp with time zone</summary>
    TimestampTz,

    /// <summary>date</summary>
    Date,

    /// <summary>time without time zone</summary>
    Time,

    /// <summary>interval</summary>
    Interval,
}
