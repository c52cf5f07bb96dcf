using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Engine.Locking;

/// <summary>Waiting. One gate lets one statement run at a time; who waits for a transaction leaves the gate meanwhile.</summary>
public sealed class LockManager
{
    private readonly Dictionary<Session, List<Session>> _waiting = [];

    /// <summary>Held while a statement runs.</summary>
    public object Gate { get; } = new();

    /// <summary>Takes a table lock for the session's transaction, waiting as long as its LOCK_TIMEOUT allows.</summary>
    /// <returns>Whether it had to wait: what was read before may be out of date.</returns>
    public bool Acquire(Session session, Table table, TableLockMode mode)
    {
        if (table.IsTemporary)
            return false;
        var transaction = session.Transaction;
        var waited = false;
        while (table.Locks.Blockers(transaction, mode) is { Count: > 0 } blockers)
        {
            WaitFor(session, blockers);
            waited = true;
        }

        if (mode != TableLockMode.None && transaction is not null)
            table.Locks.Grant(transaction, mode);
        return waited;
    }

    /// <summary>Waits until one of the transactions has ended, or anything else has.</summary>
    public void WaitFor(Session session, IReadOnlyCollection<Transaction> blockers) =>
        WaitFor(session, blockers.Select(blocker => blocker.Session).ToList(), session.LockTimeout);

    public void WaitFor(Session session, Transaction blocker) => WaitFor(session, [blocker]);

    /// <summary>Waits for other sessions to end what they hold.</summary>
    /// <exception cref="SqlError">1222 after the time given, 1205 where they wait for this session.</exception>
    public void WaitFor(Session session, List<Session> blockers, int timeout)
    {
        if (timeout == 0)
            throw SqlErrors.LockTimeout();
        if (blockers.Exists(blocker => Reaches(blocker, session, [])))
            throw SqlErrors.DeadlockVictim(session.Id);
        _waiting[session] = blockers;
        session.WaitingSince ??= Environment.TickCount64;
        try
        {
            session.ThrowIfCancelled();
            var left = timeout < 0 ? Timeout.Infinite : (int)Math.Max(0, session.WaitingSince.Value + timeout - Environment.TickCount64);
            if (!Monitor.Wait(Gate, left))
                throw SqlErrors.LockTimeout();
            session.ThrowIfCancelled();
        }
        finally
        {
            _waiting.Remove(session);
        }
    }

    /// <summary>Something was released: whoever waits looks again.</summary>
    public void Pulse() => Monitor.PulseAll(Gate);

    private bool Reaches(Session from, Session to, HashSet<Session> seen)
    {
        if (from == to)
            return true;
        return seen.Add(from) && _waiting.TryGetValue(from, out var blockers) && blockers.Exists(blocker => Reaches(blocker, to, seen));
    }
}
