using Microsoft.Data.Sqlite;

namespace Syncline;

internal sealed class SqliteQuery<TModel>(SqliteLocation location, string sql, QueryParameters parameters, SqliteReading reading) : ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    public string Name => $"SQLite query on {location.Name}";

    public ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (location.Obstacle(mayCreate: false) is { } obstacle) throw new SourceException(obstacle);
        SqliteDatabase? database = null;
        SqliteStatement? statement = null;
        try
        {
            database = SqliteDatabase.Open(location, SqliteOpenMode.ReadOnly, cancellationToken);
            statement = Prepare(database);
            var columns = ColumnMap.Match(statement, TModel.Schema, Name);
            var scratch = new BindScratch();
            parameters.Bind(statement, scratch, Name);
            return new(new SqliteCursor<TModel>(database, statement, columns, scratch, Name, throughRecords: reading == SqliteReading.Records));
        }
        catch (Exception e)
        {
            statement?.Dispose();
            database?.Dispose();
            if (e is SqliteException fault) throw new SourceException(SqliteFaults.Explain(fault, location), fault);
            throw;
        }
    }

    private SqliteStatement Prepare(SqliteDatabase database)
    {
        var native = reading != SqliteReading.RawManaged;
        var statement = SqliteStatement.TryPrepare(database.Handle, sql, out var rest, native)
            ?? throw new SourceException($"The {Name} has no statement. Write a SELECT.");
        var misfit =
            statement.ColumnCount == 0 ? "gives no columns. Write a SELECT"
            : !statement.IsReadOnly ? "writes. A source only reads: write a SELECT"
            : HasStatement(database, rest) ? "is more than one statement. One statement is one snapshot: join them with UNION ALL or WITH"
            : null;
        if (misfit is null) return statement;
        statement.Dispose();
        throw new SourceException($"The {Name} {misfit}.");
    }

    private static bool HasStatement(SqliteDatabase database, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return false;
        using var next = SqliteStatement.TryPrepare(database.Handle, text, out _);
        return next is not null;
    }
}
