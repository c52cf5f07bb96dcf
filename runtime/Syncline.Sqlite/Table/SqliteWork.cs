using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>A batch applied in a transaction that is still open. A state in the same file writes its segments into it.</summary>
internal class SqliteWork(SqliteDelivery delivery, SqliteDatabase database, OperationOutcome[] outcomes) : IBatchWork
{
    private bool _ended;

    public SqliteDatabase Database => database;

    public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

    /// <summary>Heard once, with whether the transaction was committed.</summary>
    public event Action<bool>? Ended;

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            database.Commit();
        }
        catch (SqliteException fault)
        {
            Undo();
            // A disk that fails in the middle of a commit may have kept it.
            var effect = SqliteFaults.Primary(fault.SqliteErrorCode) == raw.SQLITE_IOERR ? FailureEffect.Unknown : SqliteFaults.Effect(fault);
            throw new DestinationException(SqliteFaults.Explain(fault, database.Location), effect, fault);
        }

        End(committed: true);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (!_ended) Undo();
        return ValueTask.CompletedTask;
    }

    private void Undo()
    {
        delivery.Undo();
        End(committed: false);
    }

    private void End(bool committed)
    {
        _ended = true;
        delivery.Ended(committed);
        Ended?.Invoke(committed);
    }
}

/// <summary>A mirrored table whose transaction is still open.</summary>
internal sealed class MirrorWork(SqliteDelivery delivery, SqliteDatabase database, long records, OperationOutcome[] outcomes, IReadOnlyList<ForeignRecord> foreign) : SqliteWork(delivery, database, outcomes), IWholeWork
{
    public long Records => records;

    public IReadOnlyList<ForeignRecord> Foreign => foreign;
}
