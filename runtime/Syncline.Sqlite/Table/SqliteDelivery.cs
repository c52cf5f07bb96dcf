using Microsoft.Data.Sqlite;

namespace Syncline;

/// <summary>An open SQLite table, whatever its model: the connection and its transaction.</summary>
internal abstract class SqliteDelivery(SqliteLocation location) : IDelivery
{
    // Large enough that the commit costs little per row, small enough to hold in memory.
    private const int RowsPerTransaction = 25_000;
    private SqliteDatabase? _database;

    public SqliteLocation Location { get; } = location;

    public int BatchSize => RowsPerTransaction;

    /// <summary>The connection of the batches; null while the file is not there yet.</summary>
    public SqliteDatabase? Database => _database;

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the connection, which undoes what was not committed.</summary>
    public virtual void Close()
    {
        _database?.Dispose();
        _database = null;
    }

    /// <summary>Called when the transaction of a batch has ended.</summary>
    public abstract void Ended(bool committed);

    protected SqliteDatabase Open(bool mayCreate, CancellationToken cancellationToken)
    {
        if (_database is not null) return _database;
        _database = SqliteDatabase.Open(Location, mayCreate ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite, cancellationToken);
        // 32 MiB hold the pages of a batch: written before the commit they would cost a sync and keep readers out.
        // It reads the schema, and may have to wait for a writer.
        _database.ExecutePatiently("PRAGMA cache_size = -32768", cancellationToken);
        return _database;
    }

    /// <summary>Undoes the open transaction, by closing the connection if need be.</summary>
    public void Undo()
    {
        try
        {
            _database?.Rollback();
        }
        catch (SqliteException)
        {
            // A connection that can't even roll back is no good any more; SQLite undoes what it left when the file is opened next.
            Close();
        }
    }

    /// <summary>What a failure means, its transaction being undone.</summary>
    protected DestinationException Failed(SqliteException fault)
        => new(SqliteFaults.Explain(fault, Location), SqliteFaults.Effect(fault), fault);
}
