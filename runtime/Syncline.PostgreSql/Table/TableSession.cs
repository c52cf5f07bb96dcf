using Npgsql;
using NpgsqlTypes;

namespace Syncline;

/// <summary>Statements inside the transaction of a batch.</summary>
/// <param name="connection">The connection.</param>
/// <param name="buffer">Serves one COPY after the other.</param>
/// <param name="cancellationToken">Cancels.</param>
internal sealed class TableSession(NpgsqlConnection connection, CopyBuffer buffer, CancellationToken cancellationToken)
{
    /// <summary>What is written and not yet sent.</summary>
    public CopyBuffer Buffer => buffer;

    public NpgsqlConnection Connection => connection;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether the database's encoding has a form for every character that can be sent.</summary>
    public bool TakesAnyCharacter => connection.PostgresParameters.TryGetValue("server_encoding", out var encoding) && encoding is "UTF8" or "SQL_ASCII";

    public async ValueTask<int> ExecuteAsync(string sql, int[]? operations = null)
    {
        using var command = Command(sql, operations);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The numbers that a statement returns.</summary>
    public async ValueTask<List<int>> NumbersAsync(string sql, int[]? operations = null)
    {
        var numbers = new List<int>();
        await ForEachAsync(sql, reader => numbers.Add(reader.GetInt32(0)), operations).ConfigureAwait(false);
        return numbers;
    }

    public async ValueTask ForEachAsync(string sql, Action<NpgsqlDataReader> row, int[]? operations = null)
    {
        using var command = Command(sql, operations);
        await ForEachAsync(command, row).ConfigureAwait(false);
    }

    public async ValueTask ForEachAsync(NpgsqlCommand command, Action<NpgsqlDataReader> row)
    {
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) row(reader);
        }
    }

    public NpgsqlCommand Command(string sql, int[]? operations = null)
    {
        var command = new NpgsqlCommand(sql, connection);
        if (operations is not null) command.Parameters.Add(new() { Value = operations, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        return command;
    }
}
