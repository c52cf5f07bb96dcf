using System.Text;

namespace Syncline;

/// <summary>Looks whether a table's keys are written as they would be found.</summary>
/// <remarks>A Guid in lower case, or one stored as bytes, is another key to SQLite: an upsert would make a second record of it.</remarks>
internal static class KeyForms
{
    private const int Looks = 20;

    /// <summary>A stored value of a key column that Syncline writes in another form, and that form; null where the first records have none.</summary>
    public static (string Stored, string Written)? FindOther(SqliteDatabase database, string table, string name, SyncColumn column)
    {
        if (column.Kind is not (ColumnKind.Guid or ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.DateOnly or ColumnKind.TimeOnly or ColumnKind.TimeSpan or ColumnKind.Decimal)) return null;
        using var rows = database.Prepare($"SELECT k.{SqliteName.Quote(name)} FROM {SqliteName.Quote(table)} AS k LIMIT {Looks}");
        using var echo = database.Prepare("SELECT ?1");
        while (rows.Step())
        {
            var cell = rows.Cell(0);
            // A number stands for a decimal in a numeric column, and is compared as one.
            if (rows.ClassOf(cell) is not (SqliteStatement.Text or SqliteStatement.Blob)) continue;
            if (!TryWrite(column.Kind, rows, cell, echo, out var written)) continue;
            var isText = rows.ClassOf(cell) == SqliteStatement.Text;
            if (!isText || Encoding.UTF8.GetString(rows.TextOf(cell)) != written) return (StoredWords.Value(rows, cell, column.IsSensitive), column.IsSensitive ? "***" : StoredWords.Quoted(written));
        }

        return null;
    }

    private static bool TryWrite(ColumnKind kind, SqliteStatement rows, nint cell, SqliteStatement echo, out string written) => kind switch
    {
        ColumnKind.Guid => TryWrite<Guid>(rows, cell, echo, out written),
        ColumnKind.DateTime => TryWrite<DateTime>(rows, cell, echo, out written),
        ColumnKind.DateTimeOffset => TryWrite<DateTimeOffset>(rows, cell, echo, out written),
        ColumnKind.DateOnly => TryWrite<DateOnly>(rows, cell, echo, out written),
        ColumnKind.TimeOnly => TryWrite<TimeOnly>(rows, cell, echo, out written),
        ColumnKind.TimeSpan => TryWrite<TimeSpan>(rows, cell, echo, out written),
        _ => TryWrite<decimal>(rows, cell, echo, out written),
    };

    private static bool TryWrite<T>(SqliteStatement rows, nint cell, SqliteStatement echo, out string written)
        where T : struct
    {
        written = "";
        if (!StoredValue.TryRead(rows, cell, rows.ClassOf(cell), out T value)) return false;
        var binder = new ValueBinder(echo, new BindScratch(), parameters: 1, [BindRules.Key]);
        binder.Value(0, value);
        echo.Step();
        written = Encoding.UTF8.GetString(echo.TextOf(echo.Cell(0)));
        echo.Reset();
        return true;
    }
}
