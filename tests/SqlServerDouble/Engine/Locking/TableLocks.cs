namespace Syncline.Doubles.Engine.Locking;

/// <summary>What a transaction holds of a whole table.</summary>
[Flags]
public enum TableLockMode
{
    None = 0,

    /// <summary>Nothing may appear or change: SERIALIZABLE, REPEATABLE READ, TABLOCK.</summary>
    Shared = 1,

    /// <summary>As shared, and about to write: UPDLOCK with SERIALIZABLE. One transaction at a time.</summary>
    Update = 2,

    /// <summary>Writes single rows.</summary>
    Write = 4,

    /// <summary>Nobody else reads or writes.</summary>
    Exclusive = 8,
}

/// <summary>Who holds what of one table.</summary>
/// <remarks>Coarser than the key ranges that SQL Server locks: where it would let two writers pass one another, one may wait here.</remarks>
public sealed class TableLocks
{
    private readonly Dictionary<Transaction, TableLockMode> _held = [];

    /// <summary>The transactions that hold what can't be held beside a mode.</summary>
    public List<Transaction> Blockers(Transaction? asker, TableLockMode mode)
    {
        var conflicts = Conflicts(mode);
        return [.. _held.Where(entry => entry.Key != asker && (entry.Value & conflicts) != 0).Select(entry => entry.Key)];
    }

    public bool Holds(Transaction transaction, TableLockMode mode) => (_held.GetValueOrDefault(transaction) & mode) == mode;

    public void Grant(Transaction transaction, TableLockMode mode)
    {
        _held[transaction] = _held.GetValueOrDefault(transaction) | mode;
        transaction.TableLocks.Add(this);
    }

    public void Release(Transaction transaction) => _held.Remove(transaction);

    private static TableLockMode Conflicts(TableLockMode mode) => mode switch
    {
        TableLockMode.None => TableLockMode.Exclusive,
        TableLockMode.Shared => TableLockMode.Write | TableLockMode.Exclusive,
        TableLockMode.Update => TableLockMode.Update | TableLockMode.Write | TableLockMode.Exclusive,
        TableLockMode.Write => TableLockMode.Shared | TableLockMode.Update | TableLockMode.Exclusive,
        _ => TableLockMode.Shared | TableLockMode.Update | TableLockMode.Write | TableLockMode.Exclusive,
    };
}
