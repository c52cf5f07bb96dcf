using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Changes;

internal sealed partial class ChangeRunner
{
    // Stands for the word DEFAULT in VALUES.
    private static readonly object Default = new();

    private int[] InsertedColumns(InsertSpecification insert, Table table)
    {
        var hasIdentityInsert = Session.IdentityInsert == table;
        if (insert.Columns.Count == 0)
        {
            return [.. Enumerable.Range(0, table.Columns.Count).Where(index => !table.Columns[index].IsGenerated && (table.Columns[index].Identity is null || hasIdentityInsert))];
        }

        var columns = new int[insert.Columns.Count];
        for (var position = 0; position < columns.Length; position++)
        {
            var name = insert.Columns[position].MultiPartIdentifier.Identifiers[^1].Value;
            var index = table.FindColumn(name);
            if (index < 0)
                throw SqlErrors.InvalidColumn(name);
            if (Array.IndexOf(columns, index, 0, position) >= 0)
                throw new SqlError(264, $"The column name '{name}' is specified more than once in the SET clause or column list of an INSERT. A column cannot be assigned more than one value in the same clause. Modify the clause to make sure that a column is updated only once. If this statement updates or inserts columns into a view, column aliasing can conceal the duplication in your code.") { EndsBatch = true };
            var column = table.Columns[index];
            if (column.Computed is not null)
                throw SqlErrors.ComputedColumn(column.Name);
            if (column.IsRowVersion)
                throw SqlErrors.RowVersionColumn();
            if (column.Identity is not null && !hasIdentityInsert)
                throw SqlErrors.IdentityInsertOff(table.Name);
            if (column.GeneratedAlways != 0)
                throw new SqlError(13536, $"Cannot insert an explicit value into a GENERATED ALWAYS column in table '{table.FullName}'. Use INSERT with a column list to exclude the GENERATED ALWAYS column, or insert a DEFAULT into GENERATED ALWAYS column.") { EndsBatch = true };
            columns[position] = index;
        }

        return columns;
    }

    private (List<object?[]> Rows, SqlType?[] Types) Source(InsertSpecification insert, Table table, int[] columns)
    {
        switch (insert.InsertSource)
        {
            case ValuesInsertSource { IsDefaultValues: true }:
                return ([[.. columns.Select(_ => Default)]], new SqlType?[columns.Length]);
            case ValuesInsertSource values:
                return (values.RowValues.Select(row => Values(row, table, columns)).ToList(), new SqlType?[columns.Length]);
            case SelectInsertSource select:
                var plan = Planner.Plan(select.Select, statement, null, commonTables);
                if (plan.Columns.Count != columns.Length)
                    throw new SqlError(plan.Columns.Count < columns.Length ? 120 : 121, $"The select list for the INSERT statement contains {(plan.Columns.Count < columns.Length ? "fewer" : "more")} items than the insert list. The number of SELECT values must match the number of INSERT columns.", 15) { EndsBatch = true };
                for (var index = 0; index < columns.Length; index++)
                    Assignment.CheckImplicit(plan.Columns[index].Type, table.Columns[columns[index]].Type);
                return (plan.Run(statement, null), [.. plan.Columns.Select(column => column.Type)]);
            default:
                throw SqlErrors.NotSupported(insert.InsertSource.ToSql());
        }
    }

    private object?[] Values(RowValue row, Table table, int[] columns)
    {
        if (row.ColumnValues.Count != columns.Length)
            throw new SqlError(row.ColumnValues.Count < columns.Length ? 109 : 110, $"There are {(row.ColumnValues.Count < columns.Length ? "more" : "fewer")} columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.", 15) { EndsBatch = true };
        var binder = new Binder(statement, new Scope(null)) { CommonTables = commonTables };
        var frame = statement.NewFrame();
        return [.. row.ColumnValues.Select((value, index) =>
        {
            if (value is DefaultLiteral)
                return Default;
            var column = table.Columns[columns[index]];
            var bound = binder.Bind(value);
            if (!bound.IsNullLiteral)
                Assignment.CheckImplicit(bound.Type, column.Type);
            return SqlConvert.Assign(bound.Evaluate(frame), bound.Type, column.Type, table.FullName, column.Name);
        })];
    }

    private object?[] Complete(object?[] source, int[] columns, SqlType?[] types, Table table)
    {
        var row = new object?[table.Columns.Count];
        Array.Fill(row, Default);
        for (var position = 0; position < columns.Length; position++)
        {
            var column = table.Columns[columns[position]];
            row[columns[position]] = types[position] is { } type && source[position] != Default
                ? SqlConvert.Assign(source[position], type, column.Type, table.FullName, column.Name)
                : source[position];
        }

        return Defaults.Fill(row, Default, table, Session);
    }
}
