using System.Globalization;
using Npgsql;

namespace Syncline;

/// <summary>A table in a PostgreSQL database.</summary>
/// <remarks>
/// A batch is one transaction: its rows go by COPY into a temporary table and from there into this one, set by set. A row that the table refuses is Rejected alone, with what it ran into, and the rest go through.
/// Records are found by the key's columns, which need a unique index of their own. A sync that archives needs <see cref="DatabaseTable.ArchiveColumn"/>; whether it is named is found out when the table is opened.
/// The account needs SELECT and what it is to write on the table, and TEMPORARY on the database.
/// </remarks>
public sealed class PostgreSqlTable : DatabaseTable
{
    private readonly PostgreSqlDatabase _database;

    /// <summary>Names the table.</summary>
    /// <param name="dataSource">Gives the connections. It stays the caller's to dispose of.</param>
    /// <param name="table">The table's name without its schema, as the catalog has it: unquoted, and in the case it was created with; quotes, spaces and keywords are fine.</param>
    /// <exception cref="ArgumentException">The name is empty or holds the character NUL.</exception>
    public PostgreSqlTable(NpgsqlDataSource dataSource, string table)
        : base(table)
    {
        CheckName(table, nameof(table));
        _database = PostgreSqlDatabase.Of(dataSource);
    }

    /// <summary>Names the table.</summary>
    /// <param name="connectionString">The driver's connection string.</param>
    /// <param name="table">The table's name without its schema, as the catalog has it: unquoted, and in the case it was created with; quotes, spaces and keywords are fine.</param>
    /// <exception cref="ArgumentException">The connection string can't be read, or the name is empty or holds the character NUL.</exception>
    public PostgreSqlTable(string connectionString, string table)
        : base(table)
    {
        CheckName(table, nameof(table));
        _database = PostgreSqlDatabase.Parse(connectionString, nameof(connectionString));
    }

    /// <summary>The schema that holds the table, unquoted.</summary>
    /// <value>Default: <see langword="null"/>, the table is the first of its name on the connection's search path, and one that is created goes into the path's first schema.</value>
    /// <exception cref="ArgumentException">The name is empty, white space, or holds the character NUL.</exception>
    public string? Schema
    {
        get;
        init
        {
            if (value is not null)
            {
                ArgumentException.ThrowIfNullOrWhiteSpace(value);
                CheckName(value, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>Whether a table that isn't there is created by the first batch: with the model's columns, its key as primary key, and the archive column where one is named.</summary>
    /// <value>Default: <see langword="false"/>, a missing table is an error.</value>
    public bool CreateIfMissing { get; init; }

    /// <inheritdoc/>
    public override string Identity => $"{_database.Server}/{_database.DatabaseName}#{(Schema is null ? "" : $"{PostgreSqlName.Quote(Schema)}.")}{PostgreSqlName.Quote(Table)}";

    /// <inheritdoc/>
    public override async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var target = new TableTarget(Schema, Table, CreateIfMissing, context.Schema, TableOperations.Of(context.Operations), (context.Operations & OperationKinds.Mirror) != 0, context.ExpectsRecords, ArchiveColumn, context.RejectLimit);
        var delivery = new PostgreSqlDelivery<TModel, TKey>(_database, target);
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

    private static void CheckName(string name, string argument)
    {
        if (name.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The name '{name.Replace("\0", "\\0", StringComparison.Ordinal)}' holds the character NUL at position {nul}, and no name in PostgreSQL does. Correct the name."), argument);
        }
    }
}
