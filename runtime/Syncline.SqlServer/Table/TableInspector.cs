using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>Looks at a table and says everything in it that doesn't fit.</summary>
internal sealed partial class TableInspector(SqlServerDatabase database, TableSession session, TableTarget target)
{
    private readonly SyncSchema _model = target.Model;
    private readonly List<string> _misfits = [];

    /// <summary>The table's shape; null where there is none and one may be created.</summary>
    /// <exception cref="DestinationException">The table doesn't fit: every misfit in one error.</exception>
    public async ValueTask<TableShape?> InspectAsync()
    {
        CheckNames();
        if (target.ArchiveMisfit is { } misfit) _misfits.Add(misfit);
        if (_misfits.Count > 0 && target.Table.Length > SqlServerName.MaxLength) throw Misfit();
        var found = await CatalogReader.TableAsync(session, target.Schema, target.Table).ConfigureAwait(false);
        if (found is null)
        {
            await CheckCreationAsync().ConfigureAwait(false);
            return _misfits.Count == 0 ? null : throw Misfit();
        }

        // What is no table has nothing else that could fit.
        if (!CheckTable(found)) throw Misfit();
        var columns = await CatalogReader.ColumnsAsync(session, found.Id).ConfigureAwait(false);
        var indexes = await CatalogReader.IndexesAsync(session, found.Id).ConfigureAwait(false);
        var triggers = await CatalogReader.TriggersAsync(session, found.Id).ConfigureAwait(false);
        CheckTriggers(triggers);
        var fitting = MatchColumns(columns);
        var name = $"{SqlServerName.Quote(found.Schema)}.{SqlServerName.Quote(found.Name)}";
        var (index, key) = FindKeyIndex(name, fitting, indexes);
        CheckUnwritten(columns);
        var archive = FindArchiveColumn(name, columns);
        return _misfits.Count > 0 ? throw Misfit() : new(found.Id, name, fitting, key, index, archive, triggers.Count > 0);
    }

    private DestinationException Misfit()
    {
        var text = new StringBuilder($"The table {target.Name} in {database.Name} does not fit {_model.Model}: ");
        if (_misfits.Count == 1) text.Append(_misfits[0]).Append('.');
        else foreach (var misfit in _misfits) text.Append("\n- ").Append(misfit).Append('.');
        return new(text.ToString(), FailureEffect.NothingPermanent);
    }

    private void CheckNames()
    {
        foreach (var name in new[] { target.Schema, target.Table, target.StagingTable, target.ArchiveColumn })
        {
            if (name?.Length > SqlServerName.MaxLength) _misfits.Add(string.Create(CultureInfo.InvariantCulture, $"the name {name} has {name.Length} characters, and a name in SQL Server has {SqlServerName.MaxLength} at most. Shorten it"));
        }

        foreach (var column in _model.Columns.Where((_, ordinal) => target.Needs(ordinal)))
        {
            if (column.Name.Contains('\0', StringComparison.Ordinal)) _misfits.Add($"the column name '{column.Name.Replace("\0", "\\0", StringComparison.Ordinal)}' holds the character NUL, and no name in SQL Server does. Correct it in [SyncColumn]");
            else if (target.CreateIfMissing && column.Name.Length > SqlServerName.MaxLength) _misfits.Add($"the column name {column.Name} is longer than the 128 characters that a name has. Shorten it in [SyncColumn]");
        }
    }

    private async ValueTask CheckCreationAsync()
    {
        if (!target.CreateIfMissing)
        {
            _misfits.Add(target.Schema is null ? "the login's default schema has no such table, or none that the account may see. Create it, correct the name, name its Schema, or set CreateIfMissing" : "there is no such table, or none that the account may see. Create it, correct the names, or set CreateIfMissing");
            return;
        }

        if (target.Loss is { } loss) _misfits.Add(loss);
        if (CreatedTable.Misfit(_model) is { } misfit) _misfits.Add(misfit);
        if (!await CatalogReader.HasSchemaAsync(session, target.Schema).ConfigureAwait(false)) _misfits.Add(target.Schema is null ? "it can't be created, for the login's default schema does not exist. Name the Schema" : $"it can't be created, for there is no schema {SqlServerName.Quote(target.Schema)}. Create it, or correct the name");
    }

    private bool CheckTable(CatalogTable table)
    {
        var called = table.Kind switch
        {
            "V" => "a view; name the table behind it",
            "SN" => "a synonym; name the table behind it",
            _ when table.Kind == "ET" || table.IsExternal => "an external table, which can't be written",
            _ when table.IsHistory => "the history of a temporal table, which SQL Server writes itself; name the table that it is the history of",
            _ when table.IsInMemory => "memory-optimized, and the locks that keep two writers apart are not to be had there. Use a table on disk",
            _ => null,
        };
        if (called is not null)
        {
            _misfits.Add($"it is {called}");
            return false;
        }

        // The state knows the table by its name: by two of them it would be two tables.
        if (table.Name != target.Table) _misfits.Add($"the database calls it {SqlServerName.Quote(table.Name)}. Write the name so");
        if (target.Schema is not null && table.Schema != target.Schema) _misfits.Add($"the database calls its schema {SqlServerName.Quote(table.Schema)}. Write the name so");
        var missing = new List<string>();
        if (!table.MaySelect) missing.Add("SELECT");
        if (!table.MayInsert && target.Creates) missing.Add("INSERT");
        if (!table.MayUpdate && (target.Operations & (OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Clear | OperationKinds.Archive)) != 0) missing.Add("UPDATE");
        if (!table.MayDelete && ((target.Operations & OperationKinds.Delete) != 0 || target.IsMirrored)) missing.Add("DELETE");
        if (missing.Count > 0) _misfits.Add($"the right to {string.Join(", ", missing)} is missing. Have it granted: GRANT {string.Join(", ", missing)} ON {SqlServerName.Quote(table.Schema)}.{SqlServerName.Quote(table.Name)} TO …");
        return true;
    }

    private void CheckTriggers(List<CatalogTrigger> triggers)
    {
        var instead = triggers.Where(trigger => trigger.IsInsteadOf).Select(trigger => trigger.Name).ToList();
        if (instead.Count > 0) _misfits.Add($"the INSTEAD OF trigger {string.Join(", ", instead)} decides itself what is written, and tells nobody. Disable it, or name a table without one");
    }

    private void CheckUnwritten(List<CatalogColumn> columns)
    {
        bool IsOfModel(CatalogColumn column) => _model.Columns.Any(model => Same(model.Name, column.Name));
        if (target.Creates)
        {
            var unwritten = columns.Where(column => !column.IsNullable && !column.HasDefault && !column.IsIdentity && !column.IsComputed && !column.IsGenerated && !column.IsRowVersion && !(target.ArchiveColumn is { } archive && Same(column.Name, archive)) && !IsOfModel(column)).Select(column => column.Name).ToList();
            if (unwritten.Count > 0) _misfits.Add($"the model doesn't write {string.Join(", ", unwritten)}, which the table declares NOT NULL without a default. Give a default, or add it to the model");
        }

        if ((target.Operations & OperationKinds.Clear) == 0) return;
        var uncleared = columns.Where(column => !column.IsNullable && IsOfModel(column) && !_model.Key.Any(part => Same(_model.Columns[part].Name, column.Name))).Select(column => column.Name).ToList();
        if (uncleared.Count > 0) _misfits.Add($"WhenRemoved.Clear sets {string.Join(", ", uncleared)} to null, which the table declares NOT NULL. Allow null there, or remove in another way");
    }

    private string? FindArchiveColumn(string table, List<CatalogColumn> columns)
    {
        if (target.ArchiveColumn is not { } name || target.ArchiveMisfit is not null) return null;
        var column = Find(columns, name);
        if (column is null) _misfits.Add($"it has no column {name}, which ArchiveColumn names. Add it: ALTER TABLE {table} ADD {SqlServerName.Quote(name)} bit NOT NULL DEFAULT (0)");
        else if (CannotBeWritten(column) is { } reason) _misfits.Add($"column {name}, which ArchiveColumn names, {reason}");
        else if (column.Type.Form is not (StoredForm.Bit or StoredForm.TinyInt or StoredForm.SmallInt or StoredForm.Int or StoredForm.BigInt or StoredForm.Decimal)) _misfits.Add($"column {name}, which ArchiveColumn names, gets 0 or 1, and its declared type {column.Type.Declared} takes neither. Declare it bit");
        return column is null ? null : SqlServerName.Quote(column.Name);
    }

    // The catalog's names may differ by case alone, or be one but for it: that is the database's collation to say.
    private static CatalogColumn? Find(List<CatalogColumn> columns, string name) => columns.Find(c => c.Name == name) ?? columns.Find(c => Same(c.Name, name));

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
