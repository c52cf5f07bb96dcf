using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;

namespace Syncline.Doubles.Engine.Storage;

/// <summary>A table: its definition, its rows, and the changes that a transaction can undo.</summary>
public sealed class Table(Database database, string schema, string name, int objectId)
{
    private readonly List<Row?> _rows = [];
    private int _holes;

    public Database Database => database;

    public string Schema { get; set; } = schema;

    public string Name { get; set; } = name;

    public int ObjectId => objectId;

    public bool IsTemporary => Name.StartsWith('#');

    public DateTime Created { get; } = DateTime.UtcNow;

    public List<Column> Columns { get; } = [];

    public List<TableIndex> Indexes { get; } = [];

    public List<CheckConstraint> Checks { get; } = [];

    public List<ForeignKey> ForeignKeys { get; } = [];

    public List<Trigger> Triggers { get; } = [];

    /// <summary>The columns of the period, where the table has one.</summary>
    public (int Start, int End)? Period { get; set; }

    public bool IsSystemVersioned { get; set; }

    public TableLocks Locks { get; } = new();

    /// <summary>The schema and name as errors about duplicates give it.</summary>
    public string QualifiedName => $"{Schema}.{Name}";

    /// <summary>Database, schema and name as errors about truncation and NULL give it.</summary>
    public string FullName => $"{database.Name}.{Schema}.{Name}";

    public int RowCount => _rows.Count - _holes;

    public Column? IdentityColumn => Columns.Find(column => column.Identity is not null);

    public int FindColumn(string column) => Columns.FindIndex(each => database.NamesEqual(each.Name, column));

    /// <summary>The rows as they lie, those of open transactions and deleted ones too.</summary>
    public List<Row> Snapshot()
    {
        var rows = new List<Row>(RowCount);
        foreach (var row in _rows)
        {
            if (row is not null)
                rows.Add(row);
        }

        return rows;
    }

    public void Insert(Row row, Transaction transaction)
    {
        row.Writer = transaction;
        Place(row);
        foreach (var index in Indexes)
        {
            if (index.Covers(transaction.Session, row.Values))
                index.Add(index.KeyOf(row.Values), row);
        }

        transaction.Log(new Change(ChangeKind.Insert, this, row, null, true));
    }

    public void Update(Row row, object?[] values, Transaction transaction)
    {
        var before = row.Values;
        Unindex(row, transaction);
        var isFirst = Touch(row, transaction);
        row.Values = values;
        transaction.Log(new Change(ChangeKind.Update, this, row, before, isFirst));
    }

    public void Delete(Row row, Transaction transaction)
    {
        Unindex(row, transaction);
        var isFirst = Touch(row, transaction);
        row.IsDeleted = true;
        transaction.Log(new Change(ChangeKind.Delete, this, row, row.Values, isFirst));
    }

    /// <summary>Puts a row that was updated into the indexes again, when every row of the statement has been.</summary>
    public void Index(Row row, Session session)
    {
        foreach (var index in Indexes)
        {
            if (index.Covers(session, row.Values))
                index.Add(index.KeyOf(row.Values), row);
        }
    }

    public void Undo(in Change change, Session session)
    {
        var row = change.Row;
        RemoveFromIndexes(row, session);
        switch (change.Kind)
        {
            case ChangeKind.Insert:
                Drop(row);
                return;
            case ChangeKind.Update:
                row.Values = change.Before!;
                break;
            default:
                row.IsDeleted = false;
                break;
        }

        if (change.IsFirst)
            (row.Writer, row.Committed) = (null, null);
        Index(row, session);
    }

    /// <summary>What a transaction wrote into the row is now everybody's.</summary>
    public void Settle(Row row)
    {
        (row.Writer, row.Committed) = (null, null);
        if (row.IsDeleted)
            Drop(row);
    }

    /// <summary>Builds one index anew from the rows.</summary>
    public void Build(TableIndex index, Session session)
    {
        index.Clear();
        foreach (var row in Snapshot().Where(row => !row.IsDeleted && index.Covers(session, row.Values)))
        {
            var key = index.KeyOf(row.Values);
            if (index.Find(key) is not null)
                throw SqlErrors.DuplicateOnIndex(QualifiedName, index.Name, $"({string.Join(", ", index.Columns.Select(column => TableIndex.Describe(row.Values[column], Columns[column].Type)))})");
            index.Add(key, row);
        }
    }

    private static bool Touch(Row row, Transaction transaction)
    {
        if (row.Writer == transaction)
            return false;
        (row.Writer, row.Committed) = (transaction, row.Values);
        return true;
    }

    private void Unindex(Row row, Transaction transaction)
    {
        foreach (var index in Indexes)
        {
            if (!index.Covers(transaction.Session, row.Values))
                continue;
            var key = index.KeyOf(row.Values);
            index.Remove(key, row);
            index.Free(key, transaction);
        }
    }

    private void RemoveFromIndexes(Row row, Session session)
    {
        foreach (var index in Indexes)
        {
            if (index.Covers(session, row.Values))
                index.Remove(index.KeyOf(row.Values), row);
        }
    }

    private void Place(Row row)
    {
        row.Position = _rows.Count;
        _rows.Add(row);
    }

    private void Drop(Row row)
    {
        if (row.Position < 0)
            return;
        _rows[row.Position] = null;
        row.Position = -1;
        if (++_holes < 1024 || _holes * 2 < _rows.Count)
            return;
        _rows.RemoveAll(each => each is null);
        _holes = 0;
        for (var position = 0; position < _rows.Count; position++)
            _rows[position]!.Position = position;
    }
}
