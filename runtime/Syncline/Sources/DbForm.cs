namespace Syncline;

/// <summary>The type in which a provider gives a column.</summary>
internal enum DbForm : byte
{
    /// <summary>One that no kind of column is read from.</summary>
    None,
    Boolean,
    Byte,
    SByte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    Decimal,
    Text,
    Bytes,
    Guid,
    DateTime,
    DateTimeOffset,
    DateOnly,
    TimeOnly,
    TimeSpan,
}

/// <summary>Which types of a provider hold which kinds of column.</summary>
internal static class DbForms
{
    public static DbForm Of(Type? type) => type switch
    {
        null => DbForm.None,
        _ when type == typeof(byte[]) => DbForm.Bytes,
        _ when type == typeof(Guid) => DbForm.Guid,
        _ when type == typeof(DateTimeOffset) => DbForm.DateTimeOffset,
        _ when type == typeof(DateOnly) => DbForm.DateOnly,
        _ when type == typeof(TimeOnly) => DbForm.TimeOnly,
        _ when type == typeof(TimeSpan) => DbForm.TimeSpan,
        _ => Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => DbForm.Boolean,
            TypeCode.Byte => DbForm.Byte,
            TypeCode.SByte => DbForm.SByte,
            TypeCode.Int16 => DbForm.Int16,
            TypeCode.UInt16 => DbForm.UInt16,
            TypeCode.Int32 => DbForm.Int32,
            TypeCode.UInt32 => DbForm.UInt32,
            TypeCode.Int64 => DbForm.Int64,
            TypeCode.UInt64 => DbForm.UInt64,
            TypeCode.Single => DbForm.Single,
            TypeCode.Double => DbForm.Double,
            TypeCode.Decimal => DbForm.Decimal,
            TypeCode.String => DbForm.Text,
            TypeCode.DateTime => DbForm.DateTime,
            _ => DbForm.None,
        },
    };

    /// <summary>Whether a column of the kind is read from the form. A value that does not fit all the same, as a number out of range, is an error of its row.</summary>
    public static bool Reads(ColumnKind kind, DbForm form) => kind switch
    {
        ColumnKind.Boolean => form == DbForm.Boolean,
        // Some databases have one type of numbers for all, and their providers give a decimal.
        ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.UInt64 or ColumnKind.Decimal
            => IsInteger(form) || form == DbForm.Decimal,
        ColumnKind.Single or ColumnKind.Double => form is DbForm.Single or DbForm.Double,
        ColumnKind.Text or ColumnKind.Char => form == DbForm.Text,
        ColumnKind.Bytes => form == DbForm.Bytes,
        ColumnKind.Guid => form == DbForm.Guid,
        ColumnKind.DateTime => form is DbForm.DateTime or DbForm.DateOnly,
        ColumnKind.DateTimeOffset => form == DbForm.DateTimeOffset,
        ColumnKind.DateOnly => form is DbForm.DateOnly or DbForm.DateTime,
        ColumnKind.TimeOnly => form is DbForm.TimeOnly or DbForm.TimeSpan,
        ColumnKind.TimeSpan => form == DbForm.TimeSpan,
        _ => false,
    };

    public static bool IsInteger(DbForm form) => form is >= DbForm.Byte and <= DbForm.UInt64;
}
