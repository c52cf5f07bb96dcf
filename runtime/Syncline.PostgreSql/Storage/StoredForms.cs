using Npgsql.PostgresTypes;

namespace Syncline;

/// <summary>Which types of PostgreSQL hold which kinds of column: the one place that knows.</summary>
internal static class StoredForms
{
    /// <summary>The form of a result's column; a domain is what is beneath it.</summary>
    public static StoredForm Of(PostgresType type) => type switch
    {
        PostgresDomainType domain => Of(domain.BaseType),
        PostgresEnumType => StoredForm.Text,
        _ => OfType(type.InternalName),
    };

    /// <summary>Whether values come padded with blanks that are no part of them.</summary>
    public static bool IsPadded(PostgresType type) => type is PostgresDomainType domain ? IsPadded(domain.BaseType) : type.InternalName == "bpchar";

    /// <summary>The form of a type by its name in <c>pg_type</c>.</summary>
    public static StoredForm OfType(string name) => name switch
    {
        "bool" => StoredForm.Boolean,
        "int2" => StoredForm.Int16,
        "int4" => StoredForm.Int32,
        "int8" => StoredForm.Int64,
        "numeric" => StoredForm.Numeric,
        "float4" => StoredForm.Single,
        "float8" => StoredForm.Double,
        "text" or "varchar" or "bpchar" or "citext" or "name" or "json" or "jsonb" or "xml" => StoredForm.Text,
        "bytea" => StoredForm.Bytes,
        "uuid" => StoredForm.Guid,
        "timestamp" => StoredForm.Timestamp,
        "timestamptz" => StoredForm.TimestampTz,
        "date" => StoredForm.Date,
        "time" => StoredForm.Time,
        "interval" => StoredForm.Interval,
        _ => StoredForm.None,
    };

    /// <summary>Whether a column of the kind is read from the form. A value that does not fit all the same, as a number out of range, is an error of its row.</summary>
    public static bool Reads(ColumnKind kind, StoredForm form) => kind switch
    {
        ColumnKind.Decimal => form is StoredForm.Numeric or StoredForm.Int16 or StoredForm.Int32 or StoredForm.Int64,
        ColumnKind.Single or ColumnKind.Double => form is StoredForm.Single or StoredForm.Double,
        _ => Writes(kind, form),
    };

    /// <summary>Whether a column of the kind is written to the form. A value that has no place there all the same is refused with its row.</summary>
    public static bool Writes(ColumnKind kind, StoredForm form) => kind switch
    {
        ColumnKind.Boolean => form == StoredForm.Boolean,
        ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.UInt64
            => form is StoredForm.Int16 or StoredForm.Int32 or StoredForm.Int64 or StoredForm.Numeric,
        ColumnKind.Decimal => form == StoredForm.Numeric,
        ColumnKind.Single => form is StoredForm.Single or StoredForm.Double,
        ColumnKind.Double => form == StoredForm.Double,
        ColumnKind.Text or ColumnKind.Char => form == StoredForm.Text,
        ColumnKind.Bytes => form == StoredForm.Bytes,
        ColumnKind.Guid => form == StoredForm.Guid,
        ColumnKind.DateTime => form is StoredForm.Timestamp or StoredForm.TimestampTz,
        ColumnKind.DateTimeOffset => form == StoredForm.TimestampTz,
        ColumnKind.DateOnly => form == StoredForm.Date,
        ColumnKind.TimeOnly => form == StoredForm.Time,
        ColumnKind.TimeSpan => form == StoredForm.Interval,
        _ => false,
    };

    /// <summary>The type of a column of the kind in a table that is created.</summary>
    public static string DeclaredType(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "boolean",
        ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 => "smallint",
        ColumnKind.UInt16 or ColumnKind.Int32 => "integer",
        ColumnKind.UInt32 or ColumnKind.Int64 => "bigint",
        ColumnKind.UInt64 => "numeric(20)",
        ColumnKind.Decimal => "numeric",
        ColumnKind.Single => "real",
        ColumnKind.Double => "double precision",
        ColumnKind.Bytes => "bytea",
        ColumnKind.Guid => "uuid",
        ColumnKind.DateTime => "timestamp without time zone",
        ColumnKind.DateTimeOffset => "timestamp with time zone",
        ColumnKind.DateOnly => "date",
        ColumnKind.TimeOnly => "time without time zone",
        ColumnKind.TimeSpan => "interval",
        _ => "text",
    };

    /// <summary>The types that a column of the kind can have, for an error.</summary>
    public static string TypesOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 => "smallint, integer, bigint or numeric",
        ColumnKind.UInt64 => "numeric(20), or an integer type where the numbers are small",
        ColumnKind.Single => "real or double precision",
        ColumnKind.Text or ColumnKind.Char => "text, character varying, citext, json, jsonb, xml or an enum",
        ColumnKind.DateTime => "timestamp, or timestamptz where every DateTime is UTC",
        ColumnKind.DateTimeOffset => "timestamptz",
        ColumnKind.TimeOnly => "time",
        _ => DeclaredType(kind),
    };
}
