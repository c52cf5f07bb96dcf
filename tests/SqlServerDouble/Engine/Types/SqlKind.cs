namespace Syncline.Doubles.Engine.Types;

/// <summary>The data types of SQL Server that the double knows, from the lowest precedence to the highest.</summary>
public enum SqlKind
{
    Binary,
    VarBinary,
    RowVersion,
    Char,
    VarChar,
    NChar,
    NVarChar,
    UniqueIdentifier,
    Bit,
    TinyInt,
    SmallInt,
    Int,
    BigInt,
    SmallMoney,
    Money,
    Decimal,
    Real,
    Float,
    Time,
    Date,
    SmallDateTime,
    DateTime,
    DateTime2,
    DateTimeOffset,
    Xml,
}
