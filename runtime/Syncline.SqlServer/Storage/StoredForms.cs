namespace Syncline;

/// <summary>Which types of SQL Server hold which kinds of column: the one place that knows.</summary>
internal static class StoredForms
{
    /// <summary>The form of a type by its name: as <c>sys.types</c> and the driver have it.</summary>
    public static StoredForm OfType(string name) => name switch
    {
        "bit" => StoredForm.Bit,
        "tinyint" => StoredForm.TinyInt,
        "smallint" => StoredForm.SmallInt,
        "int" => StoredForm.Int,
        "bigint" => StoredForm.BigInt,
        "decimal" or "numeric" => StoredForm.Decimal,
        "money" or "smallmoney" => StoredForm.Money,
        "real" => StoredForm.Real,
        "float" => StoredForm.Float,
        "nvarchar" or "nchar" or "ntext" or "varchar" or "char" or "text" or "xml" or "json" => StoredForm.Text,
        "varbinary" or "binary" or "image" or "timestamp" or "rowversion" => StoredForm.Binary,
        "uniqueidentifier" => StoredForm.Guid,
        "datetime2" => StoredForm.DateTime2,
        "datetime" => StoredForm.DateTime,
        "smalldatetime" => StoredForm.SmallDateTime,
        "date" => StoredForm.Date,
        "time" => StoredForm.Time,
        "datetimeoffset" => StoredForm.DateTimeOffset,
        _ => StoredForm.None,
    };

    /// <summary>Whether values come padded, texts with blanks, to the column's length.</summary>
    public static bool IsPadded(string typeName) => typeName is "char" or "nchar";

    /// <summary>Whether a column of the kind is read from the form. A value that does not fit all the same, as a number out of range, is an error of its row.</summary>
    public static bool Reads(ColumnKind kind, StoredForm form) => kind switch
    {
        ColumnKind.Decimal => form is StoredForm.Decimal or StoredForm.Money || IsInteger(form),
        ColumnKind.Single or ColumnKind.Double => form is StoredForm.Real or StoredForm.Float,
        _ => Writes(kind, form),
    };

    /// <summary>Whether a column of the kind is written to the form. A value that has no place there all the same is refused with its row.</summary>
    public static bool Writes(ColumnKind kind, StoredForm form) => kind switch
    {
        ColumnKind.Boolean => form == StoredForm.Bit,
        ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.UInt64 => form == StoredForm.Decimal || IsInteger(form),
        ColumnKind.Decimal => form is StoredForm.Decimal or StoredForm.Money,
        ColumnKind.Single => form is StoredForm.Real or StoredForm.Float,
        ColumnKind.Double => form == StoredForm.Float,
        ColumnKind.Text or ColumnKind.Char => form == StoredForm.Text,
        ColumnKind.Bytes => form == StoredForm.Binary,
        ColumnKind.Guid => form == StoredForm.Guid,
        ColumnKind.DateTime => form is StoredForm.DateTime2 or StoredForm.DateTime or StoredForm.SmallDateTime or StoredForm.DateTimeOffset,
        ColumnKind.DateTimeOffset => form == StoredForm.DateTimeOffset,
        ColumnKind.DateOnly => form == StoredForm.Date,
        ColumnKind.TimeOnly => form == StoredForm.Time,
        ColumnKind.TimeSpan => form is StoredForm.BigInt or StoredForm.Time,
        _ => false,
    };

    /// <summary>The type of a column of the kind in a table that is created, but for texts and bytes of a key.</summary>
    public static string DeclaredType(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "bit",
        ColumnKind.Byte => "tinyint",
        ColumnKind.SByte or ColumnKind.Int16 => "smallint",
        ColumnKind.UInt16 or ColumnKind.Int32 => "int",
        ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.TimeSpan => "bigint",
        ColumnKind.UInt64 => "decimal(20,0)",
        // Every whole part of a .NET decimal, and nine digits behind the point.
        ColumnKind.Decimal => "decimal(38,9)",
        ColumnKind.Single => "real",
        ColumnKind.Double => "float",
        ColumnKind.Char => "nchar(1)",
        ColumnKind.Bytes => "varbinary(max)",
        ColumnKind.Guid => "uniqueidentifier",
        ColumnKind.DateTime => "datetime2(7)",
        ColumnKind.DateTimeOffset => "datetimeoffset(7)",
        ColumnKind.DateOnly => "date",
        ColumnKind.TimeOnly => "time(7)",
        _ => "nvarchar(max)",
    };

    /// <summary>The most bytes of a value of the kind in an index; 0 where that is for its length to say.</summary>
    public static int KeySize(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean or ColumnKind.Byte => 1,
        ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.Char => 2,
        ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.Single => 4,
        ColumnKind.DateOnly => 3,
        ColumnKind.TimeOnly => 5,
        ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.TimeSpan or ColumnKind.Double or ColumnKind.DateTime => 8,
        ColumnKind.DateTimeOffset => 10,
        ColumnKind.UInt64 => 13,
        ColumnKind.Guid => 16,
        ColumnKind.Decimal => 17,
        _ => 0,
    };

    /// <summary>The types that a column of the kind can have, for an error.</summary>
    public static string TypesOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 => "tinyint, smallint, int, bigint or decimal",
        ColumnKind.UInt64 => "decimal(20,0), or an integer type where the numbers are small",
        ColumnKind.Decimal => "decimal, or money where four digits behind the point are enough",
        ColumnKind.Single => "real or float",
        ColumnKind.Text or ColumnKind.Char => "nvarchar, nchar, varchar, char, xml or json",
        ColumnKind.Bytes => "varbinary or binary",
        ColumnKind.DateTime => "datetime2, datetime or smalldatetime, or datetimeoffset where every DateTime is UTC",
        ColumnKind.DateTimeOffset => "datetimeoffset",
        ColumnKind.TimeOnly => "time",
        ColumnKind.TimeSpan => "bigint, for its ticks, or time where it is less than a day",
        _ => DeclaredType(kind),
    };

    private static bool IsInteger(StoredForm form) => form is StoredForm.TinyInt or StoredForm.SmallInt or StoredForm.Int or StoredForm.BigInt;
}
