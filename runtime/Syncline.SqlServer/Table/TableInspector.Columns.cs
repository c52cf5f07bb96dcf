using System.Collections.Immutable;

namespace Syncline;

internal sealed partial class TableInspector
{
    private ImmutableArray<TableColumn?> MatchColumns(List<CatalogColumn> columns)
    {
        var missing = new List<string>();
        var found = ImmutableArray.CreateBuilder<TableColumn?>(_model.Columns.Length);
        foreach (var model in _model.Columns)
        {
            var needed = target.Needs(found.Count);
            var column = needed ? Find(columns, model.Name) : null;
            if (column is null && needed) missing.Add(model.Name);
            if (column is not null) CheckColumn(model, found.Count, column);
            found.Add(column is null ? null : new(SqlServerName.Quote(column.Name), column.Type, column.Collation, column.Default));
        }

        if (missing.Count > 0) _misfits.Add($"it has no column {string.Join(", ", missing)}. Add it to the table, map the property with [SyncColumn(\"name\")], or leave it out with [SyncIgnore]");
        return found.MoveToImmutable();
    }

    private void CheckColumn(SyncColumn model, int ordinal, CatalogColumn column)
    {
        // A key is written only where records are created.
        var isWritten = _model.KeyPartOf(ordinal) < 0 ? TableOperations.WriteRows(target.Operations) || (target.Operations & OperationKinds.Clear) != 0 : target.Creates;
        if (isWritten && CannotBeWritten(column) is { } reason) _misfits.Add($"column {model.Name} {reason}");
        if (column.IsEncrypted) _misfits.Add($"column {model.Name} is encrypted by Always Encrypted, and the server can't compare what it can't read. Leave it out with [SyncIgnore]");
        else if (!StoredForms.Writes(model.Kind, column.Type.Form)) _misfits.Add($"column {model.Name} holds {model.Kind}, and its declared type {column.Type.Declared} does not take that. Declare it {StoredForms.TypesOf(model.Kind)}");
        if (!model.SkipsNull || !target.Creates || !column.HasDefault) return;
        if (column.Default is null) _misfits.Add($"column {model.Name} leaves nulls out of delivery, and the account may not see the default that such a row is to get. Have VIEW DEFINITION granted on the table");
        else if (column.Default.Contains("NEXT VALUE FOR", StringComparison.OrdinalIgnoreCase)) _misfits.Add($"column {model.Name} leaves nulls out of delivery, and its default takes a number from a sequence, which SQL Server does for all rows of a statement or none. Send the number, or take NullPolicy.Skip off the column");
    }

    private static string? CannotBeWritten(CatalogColumn column)
        => column.IsComputed ? "is computed and can't be written"
            : column.IsGenerated ? "is GENERATED ALWAYS and can't be written"
            : column.IsRowVersion ? "is a rowversion and can't be written"
            : column.IsIdentity ? "is an IDENTITY and gets its numbers from the table. Declare it without, or find records by another key and leave it out with [SyncIgnore]"
            : null;

    private (string Index, ImmutableArray<KeyPart> Key) FindKeyIndex(string table, ImmutableArray<TableColumn?> columns, List<IndexColumn> indexes)
    {
        var key = _model.Key.Select(column => _model.Columns[column]).ToArray();
        var found = indexes.GroupBy(column => column.Index).FirstOrDefault(index => index.Count() == key.Length && index.All(column => column.IsUsable) && key.All(part => index.Any(column => Same(column.Column, part.Name))));
        if (found is null)
        {
            var names = string.Join(", ", key.Select(part => SqlServerName.Quote(part.Name)));
            _misfits.Add($"no primary key or unique index is over exactly the key ({names}); one with a filter or with IGNORE_DUP_KEY, or that is disabled, does not count. Create one: CREATE UNIQUE INDEX {SqlServerName.Quote($"UX_{target.Table}"[..Math.Min(SqlServerName.MaxLength, target.Table.Length + 3)])} ON {table} ({names})");
            return ("", []);
        }

        var parts = ImmutableArray.CreateBuilder<KeyPart>(key.Length);
        foreach (var column in _model.Key)
        {
            if (columns[column] is not { } stored) continue;
            var model = _model.Columns[column];
            if (KeyPart.IgnoresCase(model) && stored.Collation is { } collation && !collation.Split('_').Contains("CI", StringComparer.OrdinalIgnoreCase))
            {
                _misfits.Add($"the key column {model.Name} ignores case in the model and compares with case in the table, by the collation {collation}, which would keep two records of one key. Declare it with a collation of _CI_, or take IgnoreCase off the model");
            }

            parts.Add(KeyPart.Of(model, stored));
        }

        return (found.Key, parts.ToImmutable());
    }
}
