using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Catalog;

/// <summary>The numbers that sys.types gives the types.</summary>
internal static class TypeIds
{
    public static readonly (string Name, int System, int User, int MaxLength, int Precision, int Scale, bool HasCollation)[] All =
    [
        ("uniqueidentifier", 36, 36, 16, 0, 0, false), ("date", 40, 40, 3, 10, 0, false), ("time", 41, 41, 5, 16, 7, false),
        ("datetime2", 42, 42, 8, 27, 7, false), ("datetimeoffset", 43, 43, 10, 34, 7, false), ("tinyint", 48, 48, 1, 3, 0, false),
        ("smallint", 52, 52, 2, 5, 0, false), ("int", 56, 56, 4, 10, 0, false), ("smalldatetime", 58, 58, 4, 16, 0, false),
        ("real", 59, 59, 4, 24, 0, false), ("money", 60, 60, 8, 19, 4, false), ("datetime", 61, 61, 8, 23, 3, false),
        ("float", 62, 62, 8, 53, 0, false), ("bit", 104, 104, 1, 1, 0, false), ("decimal", 106, 106, 17, 38, 38, false),
        ("numeric", 108, 108, 17, 38, 38, false), ("smallmoney", 122, 122, 4, 10, 4, false), ("bigint", 127, 127, 8, 19, 0, false),
        ("varbinary", 165, 165, 8000, 0, 0, false), ("varchar", 167, 167, 8000, 0, 0, true), ("binary", 173, 173, 8000, 0, 0, false),
        ("char", 175, 175, 8000, 0, 0, true), ("timestamp", 189, 189, 8, 0, 0, false), ("nvarchar", 231, 231, 8000, 0, 0, true),
        ("sysname", 231, 256, 256, 0, 0, true), ("nchar", 239, 239, 8000, 0, 0, true), ("xml", 241, 241, -1, 0, 0, false),
    ];

    public static int Of(SqlType type) => IdOf(type.Name) ?? 0;

    public static int? IdOf(string name) => Array.Find(All, type => type.Name.Equals(name == "rowversion" ? "timestamp" : name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } found ? found.User : null;

    public static string? NameOf(int id) => Array.Find(All, type => type.User == id).Name;

    public static short MaxLength(SqlType type) => type.Kind switch
    {
        SqlKind.NChar or SqlKind.NVarChar => (short)(type.IsMax ? -1 : type.Length * 2),
        SqlKind.Char or SqlKind.VarChar or SqlKind.Binary or SqlKind.VarBinary => (short)type.Length,
        SqlKind.Decimal => (short)(type.Precision <= 9 ? 5 : type.Precision <= 19 ? 9 : type.Precision <= 28 ? 13 : 17),
        SqlKind.Time => TimeBytes(type),
        SqlKind.DateTime2 => (short)(TimeBytes(type) + 3),
        SqlKind.DateTimeOffset => (short)(TimeBytes(type) + 5),
        _ => (short)Array.Find(All, each => each.Name == type.Name).MaxLength,
    };

    public static byte Precision(SqlType type) => type.Kind switch
    {
        SqlKind.Decimal => (byte)type.Precision,
        SqlKind.Time => (byte)(type.Scale == 0 ? 8 : 9 + type.Scale),
        SqlKind.DateTime2 => (byte)(type.Scale == 0 ? 19 : 20 + type.Scale),
        SqlKind.DateTimeOffset => (byte)(type.Scale == 0 ? 26 : 27 + type.Scale),
        _ => (byte)Array.Find(All, each => each.Name == type.Name).Precision,
    };

    public static byte Scale(SqlType type) => type.Kind switch
    {
        SqlKind.Decimal or SqlKind.Time or SqlKind.DateTime2 or SqlKind.DateTimeOffset => (byte)type.Scale,
        _ => (byte)Array.Find(All, each => each.Name == type.Name).Scale,
    };

    private static short TimeBytes(SqlType type) => (short)(type.Scale <= 2 ? 3 : type.Scale <= 4 ? 4 : 5);
}
