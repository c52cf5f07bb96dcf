using System.Data;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Statements on the connection of a delivery, in a transaction or before one.</summary>
internal sealed class TableSession(SqlConnection connection, CancellationToken cancellationToken)
{
    public SqlConnection Connection => connection;

    public SqlTransaction? Transaction { get; private set; }

    public CancellationToken CancellationToken => cancellationToken;

    public async ValueTask BeginAsync() => Transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> ExecuteAsync(string sql)
    {
        using var command = Command(sql);
        return await command.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The numbers of the operations that a statement has done, as it tells them at its end.</summary>
    public async ValueTask<List<int>> DoneAsync(string sql, OrdinalRange range)
    {
        using var command = Command(sql, range);
        var numbers = new List<int>();
        // A SELECT that was left in a trigger gives a result, too, and before ours.
        await ForEachAsync(command, reader => numbers.Add(reader.GetInt32(0)), static reader => reader.FieldCount == 1 && reader.GetName(0) == StageSql.DoneNumber).ConfigureAwait(false);
        return numbers;
    }

    public async ValueTask ForEachAsync(string sql, Action<SqlDataReader> row)
    {
        using var command = Command(sql);
        await ForEachAsync(command, row).ConfigureAwait(false);
    }

    /// <summary>The rows of a command's results: of all that are meant.</summary>
    public async ValueTask ForEachAsync(SqlCommand command, Action<SqlDataReader> row, Func<SqlDataReader, bool>? isMeant = null)
    {
        var reader = await command.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            // To the end: an error of a later statement of the batch is told when its turn comes, and not before.
            do
            {
                if (isMeant?.Invoke(reader) == false) continue;
                while (await reader.NextAsync(cancellationToken).ConfigureAwait(false)) row(reader);
            }
            while (reader.NextResult(cancellationToken));
        }
    }

    /// <summary>A command in the transaction; in a range of operations where one is given.</summary>
    public SqlCommand Command(string sql, OrdinalRange? range = null)
    {
        var command = new SqlCommand(sql, connection, Transaction);
        if (range is not { } of) return command;
        command.Parameters.Add(new("@a", SqlDbType.Int) { Value = of.First });
        command.Parameters.Add(new("@b", SqlDbType.Int) { Value = of.Last });
        return command;
    }

    /// <summary>Whether the transaction can go on after an error: SQL Server ends it for some, and lets it only be undone after others.</summary>
    public async ValueTask<bool> CanGoOnAsync()
    {
        if (Transaction?.Connection is null || connection.State != ConnectionState.Open) return false;
        using var command = Command("SELECT CONVERT(int, XACT_STATE())");
        return await command.ScalarAsync(cancellationToken).ConfigureAwait(false) is 1;
    }
}

/// <summary>Operations by their numbers, both ends included.</summary>
internal readonly record struct OrdinalRange(int First, int Last);
