using Npgsql;

namespace Syncline;

/// <summary>A batch applied in a transaction that is still open. A state in the same database writes its segments into it.</summary>
internal class PostgreSqlWork(PostgreSqlDelivery delivery, NpgsqlTransaction transaction, IReadOnlyList<OperationOutcome> outcomes) : IPostgreSqlWork
{
    private bool _ended;

    public DatabaseIdentity DatabaseIdentity => delivery.DatabaseIdentity;

    // Asked for now: a transaction forgets its connection when it ends.
    public NpgsqlConnection Connection { get; } = transaction.Connection!;

    public NpgsqlTransaction Transaction => transaction;

    public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

    public event Action<bool>? Ended;

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // A commit that is called off may have been done all the same: the token is not passed on.
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            await UndoAsync().ConfigureAwait(false);
            throw new DestinationException(PostgreSqlFaults.Explain(fault, delivery.Database.Name, delivery.IsSecret), PostgreSqlFaults.CommitEffect(fault), PostgreSqlFaults.Inner(fault, delivery.IsSecret));
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
internal sealed class MirrorWork(PostgreSqlDelivery delivery, NpgsqlTransaction transaction, long records, OperationOutcome[] outcomes, IReadOnlyList<ForeignRecord> foreign) : PostgreSqlWork(delivery, transaction, outcomes), IWholeWork
{
    public long Records => records;

    public IReadOnlyList<ForeignRecord> Foreign => foreign;
}
