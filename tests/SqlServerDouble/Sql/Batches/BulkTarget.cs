using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Changes;

namespace Syncline.Doubles.Sql.Batches;

/// <summary>What INSERT BULK announced: where the rows of the next message go.</summary>
internal sealed class BulkTarget(Table table, int[] columns, HashSet<BulkInsertOptionKind> options)
{
    public Table Table => table;

    public IReadOnlyList<string> ColumnNames => [.. columns.Select(column => table.Columns[column].Name)];

    public static BulkTarget Read(InsertBulkStatement bulk, Session session)
    {
        var table = ObjectNames.Table(bulk.To, session);
        Permissions.Demand(session, table, "INSERT");
        var columns = bulk.ColumnDefinitions.Select(column => table.FindColumn(column.Column.ColumnIdentifier.Value) is >= 0 and var index ? index : throw SqlErrors.InvalidColumn(column.Column.ColumnIdentifier.Value));
        return new BulkTarget(table, [.. columns], [.. bulk.Options.Select(option => option.OptionKind)]);
    }

    /// <summary>Inserts rows as they were read from the wire.</summary>
    public int Insert(IEnumerable<object?[]> rows, IReadOnlyList<SqlType> types, Statement statement)
    {
        var session = statement.Session;
        statement.Lock(table, options.Contains(BulkInsertOptionKind.TabLock) ? TableLockMode.Exclusive : TableLockMode.Write);
        var writer = new TableWriter(statement, table)
        {
            ChecksConstraints = options.Contains(BulkInsertOptionKind.CheckConstraints),
            FiresTriggers = options.Contains(BulkInsertOptionKind.FireTriggers),
        };
        var missing = new object();
        var completed = new List<object?[]>();
        foreach (var source in rows)
        {
            session.ThrowIfCancelled();
            var row = new object?[table.Columns.Count];
            Array.Fill(row, missing);
            for (var position = 0; position < columns.Length; position++)
                row[columns[position]] = Value(source[position], types[position], table.Columns[columns[position]], missing);
            completed.Add(Defaults.Fill(row, missing, table, session));
        }

        writer.Insert(completed);
        if (writer.InsteadOf(TriggerEvents.Insert) is null)
            writer.Fire(TriggerEvents.Insert, completed, []);
        return completed.Count;
    }

    private object? Value(object? value, SqlType type, Column column, object missing)
    {
        if (column.Identity is not null && !options.Contains(BulkInsertOptionKind.KeepIdentity))
            return missing;
        if (column.IsGenerated)
            return null;
        if (value is null && column.Default is not null && !options.Contains(BulkInsertOptionKind.KeepNulls))
            return missing;
        return SqlConvert.Assign(value, type, column.Type, table.FullName, column.Name);
    }
}
