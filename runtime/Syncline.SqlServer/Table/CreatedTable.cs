using System.Collections.Immutable;
using System.Globalization;

namespace Syncline;

/// <summary>A table as it is created for a model, so that its keys compare as the model's do.</summary>
internal static class CreatedTable
{
    // Letters that differ in case alone are two keys to a model, and one to one that ignores case.
    private const string Ordinal = "Latin1_General_100_BIN2";
    private const string WithoutCase = "Latin1_General_100_CI_AS_KS_WS_SC";

    // A clustered index takes keys of 900 bytes: what the fixed parts leave is shared by those of any length.
    private const int MostKeyBytes = 900;

    /// <summary>Why no table can be created for the model; null where one can.</summary>
    public static string? Misfit(SyncSchema model) => Fixed(model) + 2 * OfAnyLength(model) > MostKeyBytes ? $"its key takes more than the {MostKeyBytes.ToString(CultureInfo.InvariantCulture)} bytes that an index has. Create the table yourself, with a shorter key" : null;

    /// <summary>The statement that creates it, where it is not there.</summary>
    public static string Sql(TableTarget target)
    {
        var columns = target.Model.Columns.Select((column, ordinal) =>
        {
            var created = Column(target.Model, ordinal);
            var isNull = target.Model.KeyPartOf(ordinal) < 0 && column.IsNullable;
            return $"{created.Name} {created.StageType} {(isNull ? "NULL" : "NOT NULL")}";
        });
        if (target.ArchiveColumn is { } archive) columns = columns.Append($"{SqlServerName.Quote(archive)} bit NOT NULL DEFAULT (0)");
        var key = string.Join(", ", target.Model.Key.Select(column => SqlServerName.Quote(target.Model.Columns[column].Name)));
        var name = target.Name.Replace("'", "''", StringComparison.Ordinal);
        return $"IF OBJECT_ID(N'{name}', N'U') IS NULL CREATE TABLE {target.Name} ({string.Join(", ", columns)}, PRIMARY KEY CLUSTERED ({key}))";
    }

    /// <summary>The table before it is there, for those who want to see its statements.</summary>
    public static TableShape Shape(TableTarget target)
    {
        var model = target.Model;
        ImmutableArray<TableColumn?> columns = [.. model.Columns.Select((_, ordinal) => target.Needs(ordinal) ? Column(model, ordinal) : null)];
        ImmutableArray<KeyPart> key = [.. model.Key.Select(column => KeyPart.Of(model.Columns[column], columns[column]!))];
        return new(0, target.Name, columns, key, "PRIMARY KEY", target.ArchiveColumn is { } archive ? SqlServerName.Quote(archive) : null, HasTriggers: false);
    }

    private static TableColumn Column(SyncSchema model, int ordinal)
    {
        var column = model.Columns[ordinal];
        var isKey = model.KeyPartOf(ordinal) >= 0;
        var bytes = isKey ? (MostKeyBytes - Fixed(model)) / Math.Max(1, OfAnyLength(model)) : -1;
        var type = column.Kind switch
        {
            ColumnKind.Text => new StoredType("nvarchar", isKey ? bytes / 2 * 2 : -1, 0, 0, 0),
            ColumnKind.Bytes => new StoredType("varbinary", bytes, 0, 0, 0),
            var kind => OfKind(kind),
        };
        var collation = isKey && type.HasCollation ? KeyPart.IgnoresCase(column) ? WithoutCase : Ordinal : null;
        return new(SqlServerName.Quote(column.Name), type, collation);
    }

    private static StoredType OfKind(ColumnKind kind)
    {
        var declared = StoredForms.DeclaredType(kind);
        var end = declared.IndexOf('(', StringComparison.Ordinal);
        if (end < 0) return new(declared, -1, 0, 0, 0);
        int[] numbers = [.. declared[(end + 1)..^1].Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        return numbers.Length == 2 ? new(declared[..end], -1, numbers[0], numbers[1], 0)
            : kind == ColumnKind.Char ? new(declared[..end], 2 * numbers[0], 0, 0, 0)
            : new(declared[..end], -1, 0, numbers[0], 0);
    }

    private static int Fixed(SyncSchema model) => model.Key.Sum(column => StoredForms.KeySize(model.Columns[column].Kind));

    private static int OfAnyLength(SyncSchema model) => model.Key.Count(column => StoredForms.KeySize(model.Columns[column].Kind) == 0);
}
