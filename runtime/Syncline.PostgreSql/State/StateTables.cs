using System.Data;
using System.Globalization;
using Npgsql;

namespace Syncline;

/// <summary>The tables of states in one schema of a database, and what is in them.</summary>
internal sealed class StateTables(PostgreSqlDatabase database, string schema)
{
    /// <summary>The format this build writes, and the newest it reads.</summary>
    private const long Format = 1;

    private readonly string _schema = PostgreSqlName.Quote(schema);

    public PostgreSqlDatabase Database => database;

    /// <summary>Where the tables are, for errors.</summary>
    public string Place => $"{database.Name}, schema {schema}";

    public string Meta => $"{_schema}.syncline_meta";

    public string Segments => $"{_schema}.syncline_segments";

    public string Lease => $"{_schema}.syncline_lease";

    /// <summary>Whether the schema holds states; checks that it holds them in a format this build reads.</summary>
    /// <returns>Whether it does, and whether it doesn't say in which format.</returns>
    /// <exception cref="StateException">The format is newer, or tables are missing.</exception>
    public async ValueTask<(bool Exist, bool LacksFormat)> ExistAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        using (var look = new NpgsqlCommand("SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname IN ('syncline_meta', 'syncline_segments', 'syncline_lease')", connection))
        {
            look.Parameters.Add(new() { Value = schema });
            var reader = await look.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) found.Add(reader.GetString(0));
            }
        }

        if (found.Count == 0) return (false, false);
        foreach (var table in new[] { "syncline_meta", "syncline_segments", "syncline_lease" })
        {
            if (!found.Contains(table)) throw StateFaults.Lost(this, $"its table {table} is missing");
        }

        using var ask = new NpgsqlCommand($"SELECT value FROM {Meta} WHERE name = 'format'", connection);
        var format = await ask.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
        if (format > Format)
        {
            throw new StateException(string.Create(CultureInfo.InvariantCulture, $"The state in {Place} was written by a newer Syncline: its format is {format}, and this one reads up to {Format}. Update Syncline."));
        }

        return (true, format < 1);
    }

    /// <summary>The damage that a reset mends by <see cref="MendAsync"/>.</summary>
    public StateException NoFormat() => StateFaults.Damaged(this, "the row with its format is missing in syncline_meta");

    /// <summary>Creates the tables where there are none.</summary>
    /// <returns>Whether the schema doesn't say which format its states have.</returns>
    public async ValueTask<bool> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (exist, lacksFormat) = await ExistAsync(connection, cancellationToken).ConfigureAwait(false);
        if (exist) return lacksFormat;
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Of two first runs at once the second waits here, and finds what the first has made.
            using (var turn = new NpgsqlCommand("SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended($1, 0))", connection))
            {
                turn.Parameters.Add(new() { Value = $"syncline {schema}" });
                await turn.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            (exist, lacksFormat) = await ExistAsync(connection, cancellationToken).ConfigureAwait(false);
            if (!exist) await CreateAsync(connection, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        return lacksFormat;
    }

    /// <summary>Writes down the format again.</summary>
    public async ValueTask MendAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"INSERT INTO {Meta} VALUES ('format', {Format}) ON CONFLICT (name) DO UPDATE SET value = {Format}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the database says of a state; null when it knows none of the name.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="id">The state.</param>
    /// <param name="isLocked">Whether its row is kept from changing until the transaction ends.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<StateRow?> FindAsync(NpgsqlConnection connection, string id, bool isLocked, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"SELECT first, version, fence, expires, expires > clock_timestamp(), holder, machine, process, started FROM {Lease} WHERE state = $1{(isLocked ? " FOR UPDATE" : "")}", connection);
        command.Parameters.Add(new() { Value = id });
        var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return null;
            var holder = reader.IsDBNull(5) ? null : new LeaseHolder(reader.GetString(5), new(reader.GetString(6), reader.GetInt32(7), reader.GetInt64(8)));
            return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetBoolean(4), holder);
        }
    }

    /// <summary>The number of a state's last segment, whatever its row says; 0 where there is none.</summary>
    public async ValueTask<long> LastSegmentAsync(NpgsqlConnection connection, string id, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"SELECT coalesce(max(number), 0) FROM {Segments} WHERE state = $1", connection);
        command.Parameters.Add(new() { Value = id });
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private async ValueTask CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Asked first: CREATE SCHEMA wants its right even where there is nothing to create.
        using (var look = new NpgsqlCommand("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = $1", connection))
        {
            look.Parameters.Add(new() { Value = schema });
            if (await look.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is 0L)
            {
                using var create = new NpgsqlCommand($"CREATE SCHEMA {_schema}", connection);
                await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        using var command = new NpgsqlCommand(
            $"""
            CREATE TABLE {Meta} (name text PRIMARY KEY, value bigint NOT NULL);
            CREATE TABLE {Segments} (state text NOT NULL, number bigint NOT NULL, data bytea NOT NULL, PRIMARY KEY (state, number));
            CREATE TABLE {Lease} (
                state text PRIMARY KEY, first bigint NOT NULL, version bigint NOT NULL,
                fence bigint NOT NULL, expires timestamptz NOT NULL,
                holder text, machine text, process integer, started bigint);
            ALTER TABLE {Segments} ALTER data SET STORAGE EXTERNAL;
            INSERT INTO {Meta} VALUES ('format', {Format});
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
