using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Definitions;

/// <summary>ALTER TABLE: columns and constraints added, changed and dropped. What it did is not undone by a rollback.</summary>
internal sealed class TableChanger(Statement statement)
{
    public void Run(AlterTableStatement alter)
    {
        var table = ObjectNames.Table(alter.SchemaObjectName, statement.Session);
        statement.Lock(table, TableLockMode.Exclusive);
        switch (alter)
        {
            case AlterTableAddTableElementStatement add:
                Add(table, add);
                break;
            case AlterTableDropTableElementStatement drop:
                foreach (var element in drop.AlterTableDropTableElements)
                    Drop(table, element);
                break;
            case AlterTableAlterColumnStatement column:
                AlterColumn(table, column);
                break;
            case AlterTableConstraintModificationStatement modification:
                Enable(table, modification);
                break;
            case AlterTableTriggerModificationStatement modification:
                foreach (var index in Enumerable.Range(0, table.Triggers.Count).Where(index => modification.All || modification.TriggerNames.Any(name => table.Database.NamesEqual(name.Value, table.Triggers[index].Name))))
                    table.Triggers[index].IsDisabled = modification.TriggerEnforcement == TriggerEnforcement.Disable;
                break;
            case AlterTableSetStatement set when set.Options.All(option => option is LockEscalationTableOption):
                break;
            default:
                throw SqlErrors.NotSupported(alter.ToSql());
        }
    }

    private void Add(Table table, AlterTableAddTableElementStatement add)
    {
        var before = table.Columns.Count;
        new TableBuilder(statement, table).Add(add.Definition);
        if (table.Columns.Count > before)
            Rewrite(table, values => Widen(table, values, before));
        foreach (var check in table.Checks.Where(check => add.Definition.TableConstraints.OfType<CheckConstraintDefinition>().Any(each => each.ConstraintIdentifier?.Value == check.Name)))
        {
            if (add.ExistingRowsCheckEnforcement != ConstraintEnforcement.NoCheck && table.Snapshot().Exists(row => check.Evaluate(statement.Session, row.Values) == false))
                throw SqlErrors.Conflict("ALTER TABLE", "CHECK", check.Name, table.Database.Name, table.QualifiedName, null);
        }
    }

    private object?[] Widen(Table table, object?[] values, int before)
    {
        var widened = new object?[table.Columns.Count];
        values.CopyTo(widened, 0);
        for (var index = before; index < widened.Length; index++)
        {
            var column = table.Columns[index];
            widened[index] = column.Identity is { } identity ? SqlConvert.To(identity.Next(), SqlType.BigInt, column.Type)
                : column.IsRowVersion ? table.Database.NextRowVersion()
                : column.Computed is { } computed ? computed.Evaluate(statement.Session, widened)
                : column.IsNullable ? null
                : column.Default is { } @default ? @default.Evaluate(statement.Session)
                : throw new SqlError(4901, $"ALTER TABLE only allows columns to be added that can contain nulls, or have a DEFAULT definition specified, or the column being added is an identity or timestamp column, or alternatively if none of the previous conditions are satisfied the table must be empty to allow addition of this column. Column '{column.Name}' cannot be added to non-empty table '{table.Name}' because it does not satisfy these conditions.");
        }

        return widened;
    }

    private void Drop(Table table, AlterTableDropTableElement element)
    {
        bool Named(string name) => table.Database.NamesEqual(name, element.Name.Value);
        if (element.TableElementType == TableElementType.Column)
        {
            var index = table.FindColumn(element.Name.Value);
            if (index < 0 && element.IsIfExists)
                return;
            if (index < 0)
                throw new SqlError(4924, $"ALTER TABLE DROP COLUMN failed because column '{element.Name.Value}' does not exist in table '{table.Name}'.");
            if (table.Indexes.Exists(each => each.Columns.Max() >= index || each.Included.Any(column => column >= index)) || table.Checks.Count > 0 || table.ForeignKeys.Count > 0 || table.Columns.Exists(column => column.Computed is not null))
                throw SqlErrors.NotSupported($"dropping column {element.Name.Value} of {table.Name}, which is not behind every index, or has constraints beside it");
            table.Columns.RemoveAt(index);
            Rewrite(table, values => [.. values[..index], .. values[(index + 1)..]]);
            return;
        }

        var dropped = table.Indexes.RemoveAll(index => index.IsConstraint && Named(index.Name)) + table.Checks.RemoveAll(check => Named(check.Name)) + table.ForeignKeys.RemoveAll(key => Named(key.Name));
        foreach (var column in table.Columns.Where(column => column.Default is not null && Named(column.Default.Name)))
        {
            column.Default = null;
            dropped++;
        }

        if (dropped == 0 && !element.IsIfExists)
            throw new SqlError(3728, $"'{element.Name.Value}' is not a constraint.");
    }

    private void AlterColumn(Table table, AlterTableAlterColumnStatement alter)
    {
        var index = table.FindColumn(alter.ColumnIdentifier.Value);
        if (index < 0)
            throw new SqlError(4924, $"ALTER TABLE ALTER COLUMN failed because column '{alter.ColumnIdentifier.Value}' does not exist in table '{table.Name}'.");
        if (alter.DataType is null)
            throw SqlErrors.NotSupported(alter.ToSql());
        var column = table.Columns[index];
        var type = TypeReader.Read(alter.DataType, table.Database, 1, alter.Collation is { } collation ? Collation.Get(collation.Value) : null);
        var old = column.Type;
        Rewrite(table, values =>
        {
            var changed = (object?[])values.Clone();
            changed[index] = SqlConvert.Assign(values[index], old, type, table.FullName, column.Name);
            return changed;
        });
        column.Type = type;
        column.IsNullable = alter.AlterTableAlterColumnOption != AlterTableAlterColumnOption.NotNull;
        foreach (var each in table.Indexes)
            table.Build(each, statement.Session);
    }

    private static void Enable(Table table, AlterTableConstraintModificationStatement modification)
    {
        bool Named(string name) => modification.All || modification.ConstraintNames.Any(each => table.Database.NamesEqual(each.Value, name));
        var isDisabled = modification.ConstraintEnforcement == ConstraintEnforcement.NoCheck;
        foreach (var check in table.Checks.Where(check => Named(check.Name)))
            check.IsDisabled = isDisabled;
        foreach (var key in table.ForeignKeys.Where(key => Named(key.Name)))
            key.IsDisabled = isDisabled;
    }

    private static void Rewrite(Table table, Func<object?[], object?[]> rewrite)
    {
        foreach (var row in table.Snapshot())
            row.Values = rewrite(row.Values);
    }
}
