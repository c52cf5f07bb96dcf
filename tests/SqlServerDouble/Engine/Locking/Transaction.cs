using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Engine.Locking;

/// <summary>An open transaction: what it changed, in order, and what it holds.</summary>
public sealed class Transaction(Session session, long id)
{
    private readonly List<Change> _changes = [];
    private readonly List<(int At, Action Undo)> _definitions = [];
    private readonly List<(string Name, int Changes, int Definitions)> _savepoints = [];
    private readonly List<Action> _whenEnded = [];
    private readonly List<Row> _claims = [];

    public Session Session => session;

    public long Id => id;

    /// <summary>The nesting that @@TRANCOUNT shows.</summary>
    public int Depth { get; set; } = 1;

    /// <summary>It can only be rolled back.</summary>
    public bool IsDoomed { get; set; }

    /// <summary>Begun by a single statement, and ended with it.</summary>
    public bool IsAutomatic { get; init; }

    public bool HasEnded { get; private set; }

    public bool WasCommitted { get; private set; }

    public HashSet<TableLocks> TableLocks { get; } = [];

    public bool HasWritten => _changes.Count > 0 || _definitions.Count > 0;

    public void Log(in Change change) => _changes.Add(change);

    /// <summary>Notes how to undo a change of definition.</summary>
    public void Log(Action undo) => _definitions.Add((_changes.Count, undo));

    public void WhenEnded(Action action) => _whenEnded.Add(action);

    public void Claim(Row row)
    {
        if (row.Claimant == this)
            return;
        row.Claimant = this;
        _claims.Add(row);
    }

    public (int Changes, int Definitions) Mark() => (_changes.Count, _definitions.Count);

    public void Save(string name) => _savepoints.Add((name, _changes.Count, _definitions.Count));

    public bool TryRollBackTo(string name)
    {
        var index = _savepoints.FindLastIndex(savepoint => savepoint.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
            return false;
        RollBackTo((_savepoints[index].Changes, _savepoints[index].Definitions));
        _savepoints.RemoveRange(index + 1, _savepoints.Count - index - 1);
        return true;
    }

    public void RollBackTo((int Changes, int Definitions) mark)
    {
        while (_changes.Count > mark.Changes || _definitions.Count > mark.Definitions)
        {
            if (_definitions.Count > mark.Definitions && _definitions[^1].At >= _changes.Count)
            {
                _definitions[^1].Undo();
                _definitions.RemoveAt(_definitions.Count - 1);
                continue;
            }

            var change = _changes[^1];
            _changes.RemoveAt(_changes.Count - 1);
            change.Table.Undo(change, session);
        }
    }

    public void Commit()
    {
        foreach (var change in _changes)
            change.Table.Settle(change.Row);
        WasCommitted = true;
        End();
    }

    public void RollBack()
    {
        RollBackTo((0, 0));
        End();
    }

    private void End()
    {
        HasEnded = true;
        foreach (var row in _claims)
            row.Claimant = row.Claimant == this ? null : row.Claimant;
        foreach (var locks in TableLocks)
            locks.Release(this);
        foreach (var action in _whenEnded)
            action();
        _changes.Clear();
        _definitions.Clear();
    }
}
