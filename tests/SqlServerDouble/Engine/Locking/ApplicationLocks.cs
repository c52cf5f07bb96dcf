using Syncline.Doubles.Engine.Sessions;

namespace Syncline.Doubles.Engine.Locking;

/// <summary>The locks of sp_getapplock, by database and resource.</summary>
public sealed class ApplicationLocks(LockManager locks)
{
    private readonly Dictionary<(int Database, string Resource), List<Holding>> _held = [];

    /// <summary>Takes a lock.</summary>
    /// <param name="transaction">The owner, or null where the session is.</param>
    /// <returns>0 granted, 1 granted after waiting, -1 timed out, -3 chosen as deadlock victim.</returns>
    public int Acquire(Session session, string resource, bool isShared, Transaction? transaction, int timeout)
    {
        var holdings = Holdings(session.Database.Id, resource);
        var waited = false;
        session.WaitingSince = null;
        while (holdings.Where(each => each.Session != session && !(isShared && each.IsShared)).Select(each => each.Session).ToList() is { Count: > 0 } blockers)
        {
            try
            {
                locks.WaitFor(session, blockers, timeout);
            }
            catch (SqlError error) when (error.Number is 1222 or 1205)
            {
                return error.Number == 1222 ? -1 : -3;
            }

            waited = true;
        }

        var holding = new Holding(session, transaction, isShared);
        holdings.Add(holding);
        transaction?.WhenEnded(() => holdings.Remove(holding));
        return waited ? 1 : 0;
    }

    /// <summary>Gives one lock back; false where the session doesn't hold it.</summary>
    public bool Release(Session session, string resource, Transaction? transaction)
    {
        var holdings = Holdings(session.Database.Id, resource);
        var index = holdings.FindIndex(each => each.Session == session && each.Transaction == transaction);
        if (index < 0)
            return false;
        holdings.RemoveAt(index);
        locks.Pulse();
        return true;
    }

    public void ReleaseAll(Session session)
    {
        foreach (var holdings in _held.Values)
            holdings.RemoveAll(each => each.Session == session);
        locks.Pulse();
    }

    public string Mode(Session session, string resource) => Holdings(session.Database.Id, resource).Find(each => each.Session == session) switch
    {
        null => "NoLock",
        { IsShared: true } => "Shared",
        _ => "Exclusive",
    };

    private List<Holding> Holdings(int database, string resource)
    {
        if (!_held.TryGetValue((database, resource), out var holdings))
            _held[(database, resource)] = holdings = [];
        return holdings;
    }

    private sealed record Holding(Session Session, Transaction? Transaction, bool IsShared);
}
