using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Sql;

/// <summary>One execution of one statement.</summary>
internal sealed class Statement(Session session, Variables variables)
{
    public Session Session => session;

    public Instance Instance => session.Instance;

    public Variables Variables => variables;

    /// <summary>The clock stands still within a statement.</summary>
    public DateTimeOffset Now { get; } = session.Instance.Clock.GetUtcNow();

    /// <summary>What a subquery read once and needs again for the next row of the query around it.</summary>
    public Dictionary<object, object> Cache { get; } = [];

    /// <summary>What the triggers that it fired give the client.</summary>
    public List<RowSet> TriggerResults { get; } = [];

    /// <summary>A lock was waited for: what was read before may be out of date.</summary>
    public bool Waited { get; set; }

    public void Lock(Table table, TableLockMode mode)
    {
        session.WaitingSince = null;
        Waited |= session.Instance.Locks.Acquire(session, table, mode);
    }

    public void WaitFor(Transaction transaction)
    {
        Waited = true;
        session.Instance.Locks.WaitFor(session, transaction);
    }

    public Frame NewFrame(Frame? outer = null) => new(this, outer);
}
