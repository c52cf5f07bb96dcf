using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>A batch applied in a transaction that is still open. A state in the same database writes its segments into it.</summary>
internal class SqlServerWork(SqlServerDelivery delivery, SqlTransaction transaction, OperationOutcome[] outcomes) : ISqlServerWork
{
    private bool _ended;

    public DatabaseIdentity DatabaseIdentity => delivery.DatabaseIdentity;

    // Asked for now: a transaction forgets its connection when it ends.
    public SqlConnection Connection { get; } = transaction.Connection!;

    public SqlTransaction Transaction => transaction;

    public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

    public event Action<bool>? Ended;

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        // One that the server has ended, or that went with its connection, is not even asked for.
        var isThere = transaction.Connection is not null;
        try
        {
            // A commit that is called off may have been done all the same: the token is not passed on.
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is DbException or InvalidOperationException)
        {
            await UndoAsync().ConfigureAwait(false);
            throw delivery.CommitFailed(fault, isThere);
        }

        await delivery.EndAsync(transaction, committed: true).ConfigureAwait(false);
        End(committed: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended) await UndoAsync().ConfigureAwait(false);
    }

    private async ValueTask UndoAsync()
    {
        await delivery.EndAsync(transaction, committed: false).ConfigureAwait(false);
        End(committed: false);
    }

    private void End(bool committed)
    {
        _ended = true;
        Ended?.Invoke(committed);
    }
}

/// <summary>A mirrored table whose transaction is still open.</summary>
internal sealed class MirrorWork(SqlServerDelivery delivery, SqlTransaction transaction, long records, OperationOutcome[] outcomes, IReadOnlyList<ForeignRecord> foreign) : SqlServerWork(delivery, transaction, outcomes), IWholeWork
{
    public long Records => records;

    public IReadOnlyList<ForeignRecord> Foreign => foreign;
}
