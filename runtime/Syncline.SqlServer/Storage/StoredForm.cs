namespace Syncline;

/// <summary>How SQL Server holds a value, as far as reading and writing it goes: types that are read and written alike are one form.</summary>
internal enum StoredForm : byte
{
    /// <summary>A type that no kind of column is read from or written to.</summary>
    None,

    /// <summary>bit</summary>
    Bit,

    /// <summary>tinyint</summary>
    TinyInt,

    /// <summary>smallint</summary>
    SmallInt,

    /// <summary>int</summary>
    Int,

    /// <summary>bigint</summary>
    BigInt,

    /// <summary>decimal, numeric</summary>
    Decimal,

    /// <summary>money, smallmoney: four digits behind the point.</summary>
    Money,

    /// <summary>real, and float up to 24 bits.</summary>
    Real,

    /// <summary>float</summary>
    Float,

    /// <summary>nvarchar, nchar, ntext, varchar, char, text; xml and json by their texts.</summary>
    Text,

    /// <summary>varbinary, binary, image; rowversion, which is read alone.</summary>
    Binary,

    /// <summary>uniqueidentifier</summary>
    Guid,

    /// <summary>datetime2</summary>
    DateTime2,

    /// <summary>datetime: steps of 1/300 s, which the driver gives as .000, .003 and .007.</summary>
    DateTime,

    /// <summary>smalldatetime: whole minutes.</summary>
    SmallDateTime,

    /// <summary>date</summary>
    Date,

    /// <summary>time</summary>
    Time,

    /// <summary>datetimeoffset</summary>
    DateTimeOffset,
}
