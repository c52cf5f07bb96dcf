using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>The tables of states in one schema of a database, and what is in them.</summary>
internal sealed class StateTables(SqlServerDatabase database, string schema)
{
    /// <summary>The format this build writes, and the newest it reads.</summary>
    private const long Format = 1;

    private const int ObjectNotFound = 208;

    // Texts are compared by their code points, whatever the database's collation.
    private const string Exact = "COLLATE Latin1_General_100_BIN2 NOT NULL";

    private static readonly string[] Names = ["syncline_meta", "syncline_segments", "syncline_lease"];

    private readonly string _schema = SqlServerName.Quote(schema);

    public SqlServerDatabase Database => database;

    /// <summary>Where the tables are, for errors.</summary>
    public string Place => $"{database.Name}, schema {schema}";

    public string Segments => $"{_schema}.[syncline_segments]";

    public string Lease => $"{_schema}.[syncline_lease]";

    private string Meta => $"{_schema}.[syncline_meta]";

    /// <summary>What the lock on a state's segments is called; of none, the lock on the tables.</summary>
    public string LockOf(string id) => StateId.Lock(schema, id);

    /// <summary>Whether the schema holds states; checks that it holds them in a format this build reads.</summary>
    /// <returns>Whether it does, and whether it doesn't say in which format.</returns>
    /// <exception cref="StateException">The format is newer, or tables are missing.</exception>
    public async ValueTask<(bool Exist, bool LacksFormat)> ExistAsync(StateLink link, CancellationToken cancellationToken)
    {
        var found = await FoundAsync(link, cancellationToken).ConfigureAwait(false);
        // A first run that commits between two looks makes some appear: it makes all of them at once.
        if (found.Count > 0 && found.Count < Names.Length) found = await FoundAsync(link, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0) return (false, false);
        foreach (var name in Names)
        {
            if (!found.Contains(name)) throw StateFaults.Lost(this, $"its table {name} is missing");
        }

        using var ask = link.Command($"SELECT m.[value] FROM {Meta} AS m WHERE m.[name] = N'format'");
        var format = await ask.ScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
        if (format > Format)
        {
            throw new StateException(string.Create(CultureInfo.InvariantCulture, $"The state in {Place} was written by a newer Syncline: its format is {format}, and this one reads up to {Format}. Update Syncline."));
        }

        return (true, format < 1);
    }

    /// <summary>The damage that a reset mends by <see cref="MendAsync"/>.</summary>
    public StateException NoFormat() => StateFaults.Damaged(this, "the row with its format is missing in syncline_meta");

    /// <summary>Creates the tables where another has not done so meanwhile.</summary>
    public async ValueTask CreateAsync(CancellationToken cancellationToken)
    {
        var transaction = await StateTransaction.BeginAsync(database, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await StateTurn.ToCreateAsync(transaction.Link, this, cancellationToken).ConfigureAwait(false);
            if ((await ListedAsync(transaction.Link, cancellationToken).ConfigureAwait(false)).Count > 0) return;
            await CreateAsync(transaction.Link, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            await transaction.CommitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Writes down the format again.</summary>
    public async ValueTask MendAsync(StateLink link, CancellationToken cancellationToken)
    {
        using var command = link.Command($"DELETE FROM {Meta} WHERE [name] = N'format'; INSERT INTO {Meta} ([name], [value]) VALUES (N'format', @format);").With("@format", Format);
        await command.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the database says of a state; null when it knows none of the name.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="id">The state.</param>
    /// <param name="isLocked">Whether its row is kept from changing until the transaction ends.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<StateRow?> FindAsync(StateLink link, string id, bool isLocked, CancellationToken cancellationToken)
    {
        using var command = link.Command($"SELECT l.[first], l.[version], l.[fence], l.[expires], SYSUTCDATETIME(), l.[holder], l.[machine], l.[process], l.[started] FROM {Lease} AS l{(isLocked ? " WITH (UPDLOCK, ROWLOCK)" : "")} WHERE l.[state] = @state", id);
        var reader = await command.ReadAsync(cancellationToken, CommandBehavior.SingleRow).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!reader.Next(cancellationToken)) return null;
            var (expires, now) = (reader.GetDateTime(3), reader.GetDateTime(4));
            var holder = reader.IsDBNull(5) ? null : new LeaseHolder(reader.GetString(5), new(reader.GetString(6), reader.GetInt32(7), reader.GetInt64(8)));
            return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), new(expires, TimeSpan.Zero), expires > now, holder);
        }
    }

    private async ValueTask<HashSet<string>> FoundAsync(StateLink link, CancellationToken cancellationToken)
    {
        var found = await ListedAsync(link, cancellationToken).ConfigureAwait(false);
        // The catalog is silent of what an account has no right to: such a table is not missing.
        foreach (var name in Names)
        {
            if (!found.Contains(name) && await IsThereAsync(link, name, cancellationToken).ConfigureAwait(false)) found.Add(name);
        }

        return found;
    }

    private async ValueTask<HashSet<string>> ListedAsync(StateLink link, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using var look = link.Command("SELECT t.[name] FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.[schema_id] = t.[schema_id] WHERE s.[name] = @schema AND t.[name] IN (N'syncline_meta', N'syncline_segments', N'syncline_lease')").With("@schema", schema, SqlServerName.MaxLength);
        var reader = await look.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (reader.Next(cancellationToken)) found.Add(reader.GetString(0));
        }

        return found;
    }

    private async ValueTask<bool> IsThereAsync(StateLink link, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var look = link.Command($"SELECT TOP (1) 1 FROM {_schema}.{SqlServerName.Quote(name)} AS t");
            await look.ScalarAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SqlException fault) when (fault.Number == ObjectNotFound)
        {
            return false;
        }
    }

    private async ValueTask CreateAsync(StateLink link, CancellationToken cancellationToken)
    {
        using (var look = link.Command("SELECT COUNT(*) FROM sys.schemas AS s WHERE s.[name] = @schema").With("@schema", schema, SqlServerName.MaxLength))
        {
            if (await look.ScalarAsync(cancellationToken).ConfigureAwait(false) is 0)
            {
                // Alone in its batch, or it is refused.
                using var create = link.Command($"CREATE SCHEMA {_schema}");
                await create.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        // A log is many rows: their locks must not become one on the table, which other states are in, too.
        using var command = link.Command(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CREATE TABLE {Meta} ([name] nvarchar(64) {Exact} PRIMARY KEY, [value] bigint NOT NULL);
            CREATE TABLE {Segments} ([state] nvarchar({StateId.MaxLength}) {Exact}, [number] bigint NOT NULL, [data] varbinary(max) NOT NULL, PRIMARY KEY ([state], [number]));
            CREATE TABLE {Lease} (
                [state] nvarchar({StateId.MaxLength}) {Exact} PRIMARY KEY, [first] bigint NOT NULL, [version] bigint NOT NULL,
                [fence] bigint NOT NULL, [expires] datetime2(7) NOT NULL,
                [holder] nvarchar(64) NULL, [machine] nvarchar(512) NULL, [process] int NULL, [started] bigint NULL);
            ALTER TABLE {Segments} SET (LOCK_ESCALATION = DISABLE);
            INSERT INTO {Meta} ([name], [value]) VALUES (N'format', {Format});
            """));
        await command.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
