using Parquet.Meta;
using Parquet.Schema;
using PhysicalType = Parquet.Meta.Type;

namespace Syncline;

/// <summary>In which form a column of a Parquet file holds its values: its physical type, and what its logical type makes of it.</summary>
internal enum ParquetForm : byte
{
    /// <summary>One that no kind of column is read from.</summary>
    None,
    Boolean,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    DecimalOfInt32,
    DecimalOfInt64,
    DecimalOfBytes,
    Text,
    Bytes,
    Uuid,
    Date,
    TimeMillis,
    TimeMicros,
    TimeNanos,
    TimestampMillis,
    TimestampMicros,
    TimestampNanos,
    Int96,
}

/// <summary>Which forms there are, and which kinds of column are read from them.</summary>
internal static class ParquetForms
{
    private const int UuidBytes = 16;

    /// <summary>The form of a column; <see cref="ParquetForm.None"/> for one that holds no single values.</summary>
    public static ParquetForm Of(SchemaElement element) => element.RepetitionType == FieldRepetitionType.REPEATED ? ParquetForm.None : element.Type switch
    {
        PhysicalType.BOOLEAN => ParquetForm.Boolean,
        PhysicalType.INT32 => OfInt32(element),
        PhysicalType.INT64 => OfInt64(element),
        PhysicalType.INT96 => ParquetForm.Int96,
        PhysicalType.FLOAT => ParquetForm.Single,
        PhysicalType.DOUBLE => ParquetForm.Double,
        PhysicalType.BYTE_ARRAY => OfBytes(element),
        PhysicalType.FIXED_LEN_BYTE_ARRAY when element.LogicalType?.UUID is not null => element.TypeLength == UuidBytes ? ParquetForm.Uuid : ParquetForm.None,
        PhysicalType.FIXED_LEN_BYTE_ARRAY when element.LogicalType?.FLOAT16 is not null || element.ConvertedType == ConvertedType.INTERVAL => ParquetForm.None,
        PhysicalType.FIXED_LEN_BYTE_ARRAY => IsDecimal(element) ? ParquetForm.DecimalOfBytes : ParquetForm.Bytes,
        _ => ParquetForm.None,
    };

    /// <summary>Whether a column of the kind is read from the form. A value that does not fit all the same, as a number out of range, is an error of its row.</summary>
    public static bool Reads(ColumnKind kind, ParquetForm form, bool isUtc) => kind switch
    {
        ColumnKind.Boolean => form == ParquetForm.Boolean,
        ColumnKind.Decimal => IsNumber(form),
        ColumnKind.Single or ColumnKind.Double => form is ParquetForm.Single or ParquetForm.Double,
        ColumnKind.Text or ColumnKind.Char => form == ParquetForm.Text,
        ColumnKind.Bytes => form == ParquetForm.Bytes,
        ColumnKind.Guid => form is ParquetForm.Uuid or ParquetForm.Text,
        ColumnKind.DateTime => IsTimestamp(form) || form == ParquetForm.Date,
        // A local time is no instant: whose zone would it be?
        ColumnKind.DateTimeOffset => IsTimestamp(form) && isUtc,
        ColumnKind.DateOnly => form == ParquetForm.Date || IsTimestamp(form),
        ColumnKind.TimeOnly => form is ParquetForm.TimeMillis or ParquetForm.TimeMicros or ParquetForm.TimeNanos,
        ColumnKind.TimeSpan => form is ParquetForm.Text or ParquetForm.TimeMillis or ParquetForm.TimeMicros or ParquetForm.TimeNanos,
        _ => IsNumber(form),
    };

    /// <summary>Whether a column's times are instants, in UTC.</summary>
    public static bool IsUtc(SchemaElement element)
        => element.LogicalType?.TIMESTAMP?.IsAdjustedToUTC ?? (element.ConvertedType is ConvertedType.TIMESTAMP_MICROS or ConvertedType.TIMESTAMP_MILLIS);

    /// <summary>The type of a column as it is called in Parquet.</summary>
    public static string Words(SchemaElement element)
    {
        if (element.RepetitionType == FieldRepetitionType.REPEATED) return "repeated";
        if (element.Type is null) return element.ConvertedType is ConvertedType.LIST or ConvertedType.MAP ? element.ConvertedType.ToString()! : element.LogicalType?.LIST is not null ? "LIST" : element.LogicalType?.MAP is not null ? "MAP" : "a group";
        var form = Of(element);
        return form switch
        {
            ParquetForm.DecimalOfInt32 or ParquetForm.DecimalOfInt64 or ParquetForm.DecimalOfBytes => FormattableString.Invariant($"DECIMAL({Precision(element)}, {Scale(element)})"),
            ParquetForm.Text => "STRING",
            ParquetForm.Bytes => element.Type.ToString()!,
            ParquetForm.Uuid => "UUID",
            ParquetForm.Date => "DATE",
            ParquetForm.TimeMillis or ParquetForm.TimeMicros or ParquetForm.TimeNanos => "TIME",
            _ when IsTimestamp(form) => IsUtc(element) ? "TIMESTAMP in UTC" : "TIMESTAMP without a zone",
            _ => element.Type.ToString()!,
        };
    }

    /// <summary>The digits of a decimal column after its point.</summary>
    public static int Scale(SchemaElement element) => element.LogicalType?.DECIMAL?.Scale ?? element.Scale ?? 0;

    public static bool IsTimestamp(ParquetForm form) => form is ParquetForm.TimestampMillis or ParquetForm.TimestampMicros or ParquetForm.TimestampNanos or ParquetForm.Int96;

    public static bool IsDecimal(ParquetForm form) => form is ParquetForm.DecimalOfInt32 or ParquetForm.DecimalOfInt64 or ParquetForm.DecimalOfBytes;

    private static bool IsNumber(ParquetForm form) => form is >= ParquetForm.Int32 and <= ParquetForm.UInt64 || IsDecimal(form);

    private static bool IsDecimal(SchemaElement element) => element.LogicalType?.DECIMAL is not null || element.ConvertedType == ConvertedType.DECIMAL;

    private static int Precision(SchemaElement element) => element.LogicalType?.DECIMAL?.Precision ?? element.Precision ?? 0;

    private static ParquetForm OfInt32(SchemaElement element) => element switch
    {
        _ when IsDecimal(element) => ParquetForm.DecimalOfInt32,
        { LogicalType.DATE: not null } or { ConvertedType: ConvertedType.DATE } => ParquetForm.Date,
        { LogicalType.TIME: not null } or { ConvertedType: ConvertedType.TIME_MILLIS } => ParquetForm.TimeMillis,
        { LogicalType.INTEGER.IsSigned: false } or { ConvertedType: ConvertedType.UINT_8 or ConvertedType.UINT_16 or ConvertedType.UINT_32 } => ParquetForm.UInt32,
        _ => ParquetForm.Int32,
    };

    private static ParquetForm OfInt64(SchemaElement element) => element switch
    {
        _ when IsDecimal(element) => ParquetForm.DecimalOfInt64,
        { LogicalType.TIME.Unit.NANOS: not null } => ParquetForm.TimeNanos,
        { LogicalType.TIME: not null } or { ConvertedType: ConvertedType.TIME_MICROS } => ParquetForm.TimeMicros,
        { LogicalType.TIMESTAMP.Unit.NANOS: not null } => ParquetForm.TimestampNanos,
        { LogicalType.TIMESTAMP.Unit.MILLIS: not null } => ParquetForm.TimestampMillis,
        { LogicalType.TIMESTAMP: not null } or { ConvertedType: ConvertedType.TIMESTAMP_MICROS } => ParquetForm.TimestampMicros,
        { ConvertedType: ConvertedType.TIMESTAMP_MILLIS } => ParquetForm.TimestampMillis,
        { LogicalType.INTEGER.IsSigned: false } or { ConvertedType: ConvertedType.UINT_64 } => ParquetForm.UInt64,
        _ => ParquetForm.Int64,
    };

    private static ParquetForm OfBytes(SchemaElement element) => element switch
    {
        _ when IsDecimal(element) => ParquetForm.DecimalOfBytes,
        { LogicalType: { STRING: not null } or { ENUM: not null } or { JSON: not null } } or { ConvertedType: ConvertedType.UTF8 or ConvertedType.ENUM or ConvertedType.JSON } => ParquetForm.Text,
        _ => ParquetForm.Bytes,
    };
}
