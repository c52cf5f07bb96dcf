using System.Globalization;

namespace Syncline;

/// <summary>A table in a SQLite file.</summary>
/// <remarks>
/// A batch is one transaction of prepared statements. A row that violates a constraint is Rejected alone, with what it ran into, and the rest go through. Records are found by the key's
/// columns, which need a unique index of their own. A sync that archives needs <see cref="DatabaseTable.ArchiveColumn"/>; whether it is named is found out when the table is opened.
/// </remarks>
public sealed class SqliteTable : DatabaseTable
{
    private readonly SqliteLocation _location;

    /// <summary>Names the table.</summary>
    /// <param name="connectionString">The driver's connection string, or the path of the file. Default Timeout bounds the wait for another connection's lock (30 s).</param>
    /// <param name="table">The table's name as SQLite knows it, unquoted; quotes, spaces and keywords are fine.</param>
    /// <exception cref="ArgumentException">The connection string can't be read or means a private in-memory database, or the name is empty or holds the character NUL.</exception>
    public SqliteTable(string connectionString, string table)
        : base(table)
    {
        // SQL ends for SQLite at a NUL: the name would be cut there, and another table written.
        if (table.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The table name '{table.Replace("\0", "\\0", StringComparison.Ordinal)}' holds the character NUL at position {nul}, and no name in SQLite does. Correct the name."), nameof(table));
        }

        _location = SqliteLocation.Parse(connectionString, nameof(connectionString));
        if (_location.IsPrivateMemory) throw new ArgumentException("A private in-memory database is gone when the run ends. Share one by a name: 'Data Source=name;Mode=Memory;Cache=Shared'.", nameof(connectionString));
    }

    /// <summary>Whether a table that isn't there is created, and its file with it, by the first batch: with the model's columns, its key as primary key, and the archive column where one is named.</summary>
    /// <value>Default: <see langword="false"/>, a missing table or file is an error.</value>
    public bool CreateIfMissing { get; init; }

    /// <inheritdoc/>
    // SQLite's names are equal without ASCII case; the identity must not change with the spelling.
    public override string Identity => $"{_location.Identity}#{string.Concat(Table.Select(static c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c))}";

    /// <inheritdoc/>
    public override ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        cancellationToken.ThrowIfCancellationRequested();
        var delivery = new SqliteDelivery<TModel, TKey>(_location, new TableTarget(Table, CreateIfMissing, context.Schema, TableOperations.Of(context.Operations), context.ExpectsRecords, ArchiveColumn));
        try
        {
            delivery.Check(cancellationToken);
            return new(delivery);
        }
        catch
        {
            delivery.Close();
            throw;
        }
    }
}
