using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Engine.Sessions;

/// <summary>One connection's state: options, temporary tables, transaction.</summary>
public sealed class Session
{
    private volatile bool _isCancelled;
    private readonly Database _home;

    public Session(Instance instance, int id, Database database, string user)
    {
        (Instance, Id, Database, User, _home) = (instance, id, database, user, database);
        TemporaryTables = new Dictionary<string, Table>(instance.TempDb.NameComparer);
    }

    public Instance Instance { get; }

    /// <summary>What @@SPID shows.</summary>
    public int Id { get; }

    public string User { get; }

    public Database Database { get; set; }

    public Transaction? Transaction { get; private set; }

    /// <summary>Tables whose names begin with #; each session sees its own.</summary>
    public Dictionary<string, Table> TemporaryTables { get; }

    public bool XactAbort { get; set; }

    public bool NoCount { get; set; }

    public bool FormatOnly { get; set; }

    /// <summary>Milliseconds; -1 waits for ever.</summary>
    public int LockTimeout { get; set; } = -1;

    public IsolationLevel Isolation { get; set; } = IsolationLevel.ReadCommitted;

    /// <summary>Columns of type identity take values in this table.</summary>
    public Table? IdentityInsert { get; set; }

    public int LastRowCount { get; set; }

    public int LastError { get; set; }

    public object? LastIdentity { get; set; }

    /// <summary>When the statement began to wait for a lock.</summary>
    public long? WaitingSince { get; set; }

    /// <summary>Ends what the session is doing, as an attention does.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        lock (Instance.Locks.Gate)
            Instance.Locks.Pulse();
    }

    public void Resume() => _isCancelled = false;

    public void ThrowIfCancelled()
    {
        if (_isCancelled)
            throw new OperationCanceledException("The client asked the session to stop.");
    }

    public Transaction Begin(bool isAutomatic = false)
    {
        if (Transaction is { IsAutomatic: false } open)
        {
            open.Depth++;
            return open;
        }

        return Transaction = new Transaction(this, Instance.NextTransactionId()) { IsAutomatic = isAutomatic };
    }

    /// <summary>Ends one level; the outermost makes it durable.</summary>
    public void Commit()
    {
        var transaction = Transaction ?? throw SqlErrors.NoTransaction("COMMIT");
        if (transaction.IsDoomed)
            throw SqlErrors.Doomed();
        if (--transaction.Depth > 0)
            return;
        transaction.Commit();
        End();
    }

    public void RollBack()
    {
        if (Transaction is null)
            throw SqlErrors.NoTransaction("ROLLBACK");
        Transaction.RollBack();
        End();
    }

    /// <summary>What a pooled connection finds when it is taken out again: nothing of the one before.</summary>
    public void Reset()
    {
        lock (Instance.Locks.Gate)
        {
            if (Transaction is not null)
                RollBack();
            TemporaryTables.Clear();
            Instance.ApplicationLocks.ReleaseAll(this);
            (XactAbort, NoCount, FormatOnly, LockTimeout) = (false, false, false, -1);
            (IdentityInsert, LastIdentity, LastRowCount) = (null, null, 0);
            Database = _home;
        }
    }

    public void Close()
    {
        Reset();
        lock (Instance.Locks.Gate)
        {
            Instance.Sessions.Remove(this);
            Instance.Locks.Pulse();
        }
    }

    private void End()
    {
        Transaction = null;
        Instance.Locks.Pulse();
    }
}
