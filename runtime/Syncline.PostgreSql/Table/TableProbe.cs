using Npgsql;

namespace Syncline;

/// <summary>Finds the operations that a table refuses, by trying them one by one at the server: of thousands of bad rows each costs a fraction of what the statements to halve them would.</summary>
internal sealed class TableProbe(TableSession session, TableSql sql)
{
    private const string BeforeProbe = "syncline_probe";
    private bool _isBarred;

    /// <summary>The operations that are refused, and why. What the attempts did is undone.</summary>
    public async ValueTask<Dictionary<int, PostgresException>> FindAsync(OperationKind kind, int[] operations)
    {
        var refused = new Dictionary<int, PostgresException>();
        if (_isBarred) return refused;
        await session.ExecuteAsync($"SAVEPOINT {BeforeProbe}; {ProbeSql.CreateRefused}").ConfigureAwait(false);
        try
        {
            await session.ExecuteAsync(ProbeSql.Try(sql, kind, operations)).ConfigureAwait(false);
            await session.ForEachAsync(ProbeSql.Refused, reader => refused.Add(reader.GetInt32(0), Fault(reader))).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedObject)
        {
            // Not everybody may use plpgsql everywhere: then sets are halved to the end.
            _isBarred = true;
        }
        catch (PostgresException e) when (!PostgreSqlFaults.IsPassing(e))
        {
            // An error that the loop can't tell from one of the server's own: this set is halved.
            refused.Clear();
        }

        await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {BeforeProbe}; RELEASE SAVEPOINT {BeforeProbe}").ConfigureAwait(false);
        return refused;
    }

    private static PostgresException Fault(NpgsqlDataReader reader)
    {
        // Empty where the error has no such thing.
        string? Text(int ordinal) => reader.GetString(ordinal) is { Length: > 0 } text ? text : null;
        return new(reader.GetString(2), "ERROR", "ERROR", reader.GetString(1), schemaName: Text(3), tableName: Text(4), columnName: Text(5), constraintName: Text(6), file: reader.GetBoolean(7) ? PostgreSqlFaults.FileOfRaised : null);
    }
}
