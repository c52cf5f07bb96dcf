using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>A table in a SQL Server or Azure SQL database.</summary>
/// <remarks>
/// A batch is one transaction: its rows go by SqlBulkCopy into a temporary table and from there into this one, set by set. A row that the table refuses is Rejected alone, with what it ran into, and the rest go through.
/// Records are found by the key's columns, which need a unique index of their own. A sync that archives needs <see cref="DatabaseTable.ArchiveColumn"/>; whether it is named is found out when the table is opened.
/// The account needs SELECT and what it is to write on the table.
/// </remarks>
public sealed class SqlServerTable : DatabaseTable
{
    // A statement that takes 5,000 locks on a table is given the whole table instead, and everybody else waits.
    private const int MostRows = 4_000;
    private readonly SqlServerDatabase _database;

    /// <summary>Names the table.</summary>
    /// <param name="connectionString">The driver's connection string. Its Command Timeout bounds each statement and the load of a batch.</param>
    /// <param name="table">The table's name without its schema, unquoted; quotes, brackets, spaces and keywords are fine.</param>
    /// <exception cref="ArgumentException">The connection string can't be read, or the name is empty or holds the character NUL.</exception>
    public SqlServerTable(string connectionString, string table)
        : base(table)
    {
        CheckName(table, nameof(table));
        _database = SqlServerDatabase.Parse(connectionString, nameof(connectionString));
    }

    /// <summary>Names the table.</summary>
    /// <param name="connect">Makes a connection, closed and a new one each time: with an access token, say. It is called once at once, to learn what the database is called, and may be called by several threads.</param>
    /// <param name="table">The table's name without its schema, unquoted; quotes, brackets, spaces and keywords are fine.</param>
    /// <exception cref="ArgumentException">No connection is made, or one that names no server; or the name is empty or holds the character NUL.</exception>
    public SqlServerTable(Func<SqlConnection> connect, string table)
        : base(table)
    {
        CheckName(table, nameof(table));
        _database = SqlServerDatabase.Of(connect, nameof(connect));
    }

    /// <summary>The schema that holds the table, unquoted.</summary>
    /// <value>Default: <see langword="null"/>, the login's default schema.</value>
    /// <exception cref="ArgumentException">The name is empty, white space, or holds the character NUL.</exception>
    public string? Schema
    {
        get;
        init => field = CheckOptional(value, nameof(value));
    }

    /// <summary>Whether a table that isn't there is created by the first batch: with the model's columns, its key as primary key, and the archive column where one is named.</summary>
    /// <value>Default: <see langword="false"/>, a missing table is an error.</value>
    public bool CreateIfMissing { get; init; }

    /// <summary>A permanent table that rows are staged in, in the schema of this one; unquoted. It is created where it is missing, kept to one run at a time, and never dropped.</summary>
    /// <value>Default: <see langword="null"/>, rows are staged in a temporary table.</value>
    /// <remarks>For a server whose tempdb is short or slow. Each sync needs one of its own: its columns are those of the target that the model writes.</remarks>
    /// <exception cref="ArgumentException">The name is empty, white space, or holds the character NUL.</exception>
    public string? StagingTable
    {
        get;
        init => field = CheckOptional(value, nameof(value));
    }

    /// <summary>The most operations of a batch, which is one transaction.</summary>
    /// <value>Default: 4,000. From 5,000 locks of a statement on one index SQL Server may lock the whole table, and others wait; keys that lie far apart can take two for each row; where nobody else uses the table larger batches cost less per row.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is 0 or less.</exception>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = MostRows;

    /// <inheritdoc/>
    public override string Identity => $"{_database.Server}/{_database.DatabaseName}#{(Schema is null ? "" : $"{SqlServerName.Quote(Schema)}.")}{SqlServerName.Quote(Table)}";

    /// <inheritdoc/>
    public override async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var delivery = new TableDelivery<TModel, TKey>(_database, Target(context.Schema, context.Operations, context.ExpectsRecords), BatchSize);
        try
        {
            await delivery.CheckAsync(cancellationToken).ConfigureAwait(false);
            return delivery;
        }
        catch
        {
            await delivery.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The statements that a sync sends, as T-SQL to read and to review, for a table as <see cref="CreateIfMissing"/> makes it; no server is asked.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="sync">The sync: <c>Customer.Sync.Definition</c>.</param>
    /// <returns>The statements, each with what it is for. <c>@a</c> and <c>@b</c> are the first and the last operation meant.</returns>
    /// <exception cref="ArgumentException">The sync is none for a table.</exception>
    public string Script<TModel>(SyncDefinition sync)
        where TModel : ISyncModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(sync);
        var operations = ScriptOperations.Of(sync);
        return TableScript.Print(Target(TModel.Schema, operations, expectsRecords: false));
    }

    private TableTarget Target(SyncSchema model, OperationKinds operations, bool expectsRecords)
        => new(Schema, Table, CreateIfMissing, StagingTable, model, TableOperations.Of(operations), (operations & OperationKinds.Mirror) != 0, expectsRecords, ArchiveColumn);

    private static string? CheckOptional(string? name, string argument)
    {
        if (name is null) return null;
        ArgumentException.ThrowIfNullOrWhiteSpace(name, argument);
        CheckName(name, argument);
        return name;
    }

    private static void CheckName(string name, string argument)
    {
        if (name.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The name '{name.Replace("\0", "\\0", StringComparison.Ordinal)}' holds the character NUL at position {nul}, and no name in SQL Server does. Correct the name."), argument);
        }
    }
}
