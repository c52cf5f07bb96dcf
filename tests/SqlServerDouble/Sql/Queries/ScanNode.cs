using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>Reads a stored table, whole or by a unique key, under the locks its hints and the isolation level ask for.</summary>
internal sealed class ScanNode : FromNode
{
    private readonly Scope _scope;
    private readonly int _slot;
    private readonly HashSet<TableHintKind> _hints;
    private readonly List<Conjunct> _conditions = [];
    private readonly bool _isTarget;

    public ScanNode(Scope scope, int slot, Table table, IEnumerable<TableHintKind> hints, bool isTarget)
    {
        (_scope, _slot, Table, _hints, _isTarget) = (scope, slot, table, [.. hints], isTarget);
        Slots.Add(slot);
    }

    public Table Table { get; }

    public override bool Push(Conjunct conjunct)
    {
        _conditions.Add(conjunct);
        return true;
    }

    public override List<JoinedRow> Run(Statement statement, Frame? outer)
    {
        Prepare(statement);
        if (SeekByConditions(statement, outer) is { } found)
            return found;
        while (true)
        {
            var rows = new List<JoinedRow>();
            var frame = statement.NewFrame(outer);
            if (Table.Snapshot().TrueForAll(row => TryRead(row, statement, frame, rows)))
                return rows;
        }
    }

    /// <summary>Takes the locks on the table as a whole.</summary>
    public void Prepare(Statement statement)
    {
        var isolation = statement.Session.Isolation;
        var isStrict = Hints(TableHintKind.Serializable) || Hints(TableHintKind.HoldLock) || Hints(TableHintKind.RepeatableRead)
            || (isolation is IsolationLevel.Serializable or IsolationLevel.RepeatableRead && !IsDirty(statement));
        var mode = Hints(TableHintKind.TabLockX) || (Hints(TableHintKind.XLock) && isStrict) ? TableLockMode.Exclusive
            : isStrict && Hints(TableHintKind.UpdLock) ? TableLockMode.Update
            : isStrict ? TableLockMode.Shared
            : TableLockMode.None;
        if (mode != TableLockMode.None || !IsDirty(statement))
            statement.Lock(Table, mode);
    }

    /// <summary>The unique index that some columns find one row by, and the order of its key.</summary>
    public TableIndex? IndexOn(IReadOnlyCollection<Column> columns) => Table.Indexes.Find(index =>
        index is { IsUnique: true, IsDisabled: false, Filter: null } && index.Columns.Length <= columns.Count && Array.TrueForAll(index.Columns, column => columns.Contains(Table.Columns[column])));

    /// <summary>Reads the one row with a key, or nothing.</summary>
    public JoinedRow? Seek(TableIndex index, RowKey key, Statement statement, Frame? outer)
    {
        var frame = statement.NewFrame(outer);
        while (true)
        {
            if (index.FreedBy(key) is { } transaction && transaction != statement.Session.Transaction && !IsDirty(statement))
            {
                if (IsVersioned(statement))
                    return ScanFor(index, key, statement, frame);
                statement.WaitFor(transaction);
                continue;
            }

            if (index.Find(key) is not { } row)
                return null;
            var rows = new List<JoinedRow>(1);
            if (TryRead(row, statement, frame, rows))
                return rows.Count == 0 ? null : rows[0];
        }
    }

    private JoinedRow? ScanFor(TableIndex index, RowKey key, Statement statement, Frame frame)
    {
        var rows = new List<JoinedRow>();
        foreach (var row in Table.Snapshot().Where(row => row.Committed is { } values && index.KeyOf(values) == key))
            TryRead(row, statement, frame, rows);
        return rows.Count == 0 ? null : rows[0];
    }

    private List<JoinedRow>? SeekByConditions(Statement statement, Frame? outer)
    {
        var equalities = new Dictionary<Column, Side>();
        foreach (var condition in _conditions)
        {
            if (condition.SeenFrom(Slots, null) is ({ IndexableColumn: { } column }, var value, _) && value.Slots.Count == 0)
                equalities.TryAdd(column, value);
        }

        if (equalities.Count == 0 || IndexOn(equalities.Keys) is not { } index)
            return null;
        var frame = statement.NewFrame(outer);
        var parts = index.Columns.Select(column => equalities[Table.Columns[column]].Key(frame)).ToArray();
        if (Array.Exists(parts, part => part is null))
            return [];
        return Seek(index, new RowKey(parts), statement, outer) is { } row ? [row] : [];
    }

    // False where another transaction had to be waited for: what was read until then may have changed.
    private bool TryRead(Row row, Statement statement, Frame frame, List<JoinedRow> rows)
    {
        var mine = statement.Session.Transaction;
        var values = row.IsDeleted ? null : row.Values;
        if (row.Writer is { } writer && writer != mine && !IsDirty(statement))
        {
            if (Hints(TableHintKind.ReadPast))
                return true;
            if (!IsVersioned(statement))
            {
                statement.WaitFor(writer);
                return false;
            }

            values = row.Committed;
        }

        if (values is null)
            return true;
        var slots = new object?[]?[_scope.SlotCount];
        slots[_slot] = values;
        frame.Rows = slots;
        foreach (var condition in _conditions)
        {
            if (condition.Test(frame) != true)
                return true;
        }

        if (Hints(TableHintKind.UpdLock) || Hints(TableHintKind.XLock))
        {
            if (row.Claimant is { } claimant && claimant != mine)
            {
                if (Hints(TableHintKind.ReadPast))
                    return true;
                statement.WaitFor(claimant);
                return false;
            }

            if (!Table.Locks.Holds(mine!, TableLockMode.Update))
                mine!.Claim(row);
        }

        rows.Add(new JoinedRow(slots, _isTarget ? row : null));
        return true;
    }

    private bool Hints(TableHintKind kind) => _hints.Contains(kind);

    private bool IsDirty(Statement statement) =>
        Hints(TableHintKind.NoLock) || Hints(TableHintKind.ReadUncommitted)
        || (statement.Session.Isolation == IsolationLevel.ReadUncommitted && !Hints(TableHintKind.UpdLock) && !_isTarget);

    // A row that is about to be changed is never read from a version.
    private bool IsVersioned(Statement statement) =>
        !_isTarget && Table.Database.ReadCommittedSnapshot && statement.Session.Isolation == IsolationLevel.ReadCommitted
        && !Hints(TableHintKind.UpdLock) && !Hints(TableHintKind.XLock) && !Hints(TableHintKind.ReadCommittedLock) && !Hints(TableHintKind.Serializable) && !Hints(TableHintKind.HoldLock);
}
