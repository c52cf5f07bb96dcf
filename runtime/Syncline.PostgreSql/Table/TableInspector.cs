using System.Collections.Immutable;
using System.Text;
using Npgsql;

namespace Syncline;

/// <summary>Looks at a table and says everything in it that doesn't fit.</summary>
internal sealed class TableInspector(PostgreSqlDatabase database, NpgsqlConnection connection, TableTarget target)
{
    private readonly SyncSchema _model = target.Model;
    private readonly List<string> _misfits = [];

    private bool Updates => (target.Operations & (OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Clear | OperationKinds.Archive)) != 0;

    private bool Deletes => (target.Operations & OperationKinds.Delete) != 0 || target.IsMirrored;

    private bool Inserts => (target.Operations & (OperationKinds.Insert | OperationKinds.Upsert)) != 0;

    /// <summary>The table's shape; null where there is none and one may be created.</summary>
    /// <exception cref="DestinationException">The table doesn't fit: every misfit in one error.</exception>
    public async ValueTask<TableShape?> InspectAsync(CancellationToken cancellationToken)
    {
        CheckNames();
        if (target.ArchiveMisfit is { } misfit) _misfits.Add(misfit);
        var found = await CatalogReader.TableAsync(connection, target.Schema, target.Table, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            await CheckCreationAsync(cancellationToken).ConfigureAwait(false);
            return _misfits.Count == 0 ? null : throw Misfit();
        }

        CheckTable(found);
        var columns = await CatalogReader.ColumnsAsync(connection, found.Oid, cancellationToken).ConfigureAwait(false);
        var indexes = await CatalogReader.IndexesAsync(connection, found.Oid, cancellationToken).ConfigureAwait(false);
        var fitting = MatchColumns(columns);
        var name = $"{PostgreSqlName.Quote(found.Schema)}.{PostgreSqlName.Quote(found.Name)}";
        CheckRights(found, columns);
        var (key, arbiter) = FindKeyIndex(name, columns, indexes);
        CheckUnwritten(columns);
        var archive = FindArchiveColumn(name, columns);
        return _misfits.Count > 0 ? throw Misfit() : new(
            found.Oid, name, fitting, key, arbiter, archive is null ? null : PostgreSqlName.Quote(archive.Name), archive?.TypeName == "bool", found.IsPlain && TakeCopies(columns, fitting, archive));
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
        foreach (var column in _model.Columns.Where((_, ordinal) => target.Needs(ordinal)))
        {
            if (column.Name.Contains('\0', StringComparison.Ordinal)) _misfits.Add($"the column name '{column.Name.Replace("\0", "\\0", StringComparison.Ordinal)}' holds the character NUL, and no name in PostgreSQL does. Correct it in [SyncColumn]");
            else if (target.CreateIfMissing && Encoding.UTF8.GetByteCount(column.Name) > PostgreSqlName.MostBytes) _misfits.Add($"the column name {column.Name} is longer than the 63 bytes that PostgreSQL keeps of a name. Shorten it in [SyncColumn]");
        }
    }

    private async ValueTask CheckCreationAsync(CancellationToken cancellationToken)
    {
        if (!target.CreateIfMissing)
        {
            _misfits.Add(target.Schema is null ? "the search path leads to no such table. Create it, correct the name, name its Schema, or set CreateIfMissing" : "there is no such table. Create it, correct the names, or set CreateIfMissing");
            return;
        }

        if (target.Loss is { } loss) _misfits.Add(loss);
        if (Encoding.UTF8.GetByteCount(target.Table) > PostgreSqlName.MostBytes) _misfits.Add("its name is longer than the 63 bytes that PostgreSQL keeps of a name. Shorten it");
        using var command = new NpgsqlCommand("SELECT CASE WHEN $1::text IS NULL THEN pg_catalog.current_schema() IS NOT NULL ELSE EXISTS (SELECT 1 FROM pg_catalog.pg_namespace AS n WHERE n.nspname = $1) END", connection)
        {
            Parameters = { new() { Value = (object?)target.Schema ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } },
        };
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true) return;
        _misfits.Add(target.Schema is null ? "it can't be created, for no schema of the search path exists. Name the Schema" : $"it can't be created, for there is no schema {PostgreSqlName.Quote(target.Schema)}. Create it, or correct the name");
    }

    private void CheckTable(CatalogTable table)
    {
        var called = table.Kind switch
        {
            'v' => "a view",
            'm' => "a materialized view",
            'f' => "a foreign table",
            _ => null,
        };
        if (called is not null) _misfits.Add($"it is {called}; name the table behind it");
        else CheckRules(table);
        if (!table.MayStage) _misfits.Add("the right to create temporary tables in the database is missing, and rows are staged in one. Have it granted: GRANT TEMPORARY ON DATABASE … TO …");
    }

    /// <summary>Looks whether the account may read and write the columns that the sync does; the right may be the table's or each column's own.</summary>
    private void CheckRights(CatalogTable table, List<CatalogColumn> columns)
    {
        var missing = new List<string>();
        var names = _model.Columns.Where((_, ordinal) => target.Needs(ordinal)).Select(static column => column.Name).Append(target.ArchiveColumn).ToHashSet();
        var used = columns.FindAll(column => names.Contains(column.Name));
        var others = used.FindAll(column => !IsKey(column.Name));
        Check("SELECT", used, static column => column.MaySelect);
        if (Inserts) Check("INSERT", used, static column => column.MayInsert);
        var archivesAlone = (target.Operations & (OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Clear)) == 0;
        if (Updates) Check("UPDATE", archivesAlone ? others.FindAll(column => column.Name == target.ArchiveColumn) : others, static column => column.MayUpdate);
        if (!table.MayDelete && Deletes) missing.Add("DELETE");
        if (missing.Count > 0) _misfits.Add($"the right to {string.Join(", ", missing)} is missing. Have it granted: GRANT {string.Join(", ", missing)} ON {target.Name} TO …");

        void Check(string right, List<CatalogColumn> some, Func<CatalogColumn, bool> has)
        {
            var barred = some.FindAll(column => !has(column));
            if (barred.Count > 0) missing.Add(barred.Count == some.Count ? right : $"{right} ({string.Join(", ", barred.Select(static column => PostgreSqlName.Quote(column.Name)))})");
        }
    }

    // A rule puts other statements in the place of those that are sent, and the server refuses to tell what became of them.
    private void CheckRules(CatalogTable table)
    {
        foreach (var rule in table.Rules)
        {
            var (isInstead, name) = (rule[1] == '!', PostgreSqlName.Quote(rule[2..]));
            var (verb, bars) = rule[0] switch
            {
                '3' => ("INSERT", Inserts),
                '2' => ("UPDATE", Inserts || (Updates && isInstead)),
                _ => ("DELETE", Deletes && isInstead),
            };
            if (bars) _misfits.Add($"it has the rule {name} ON {verb}, with which PostgreSQL tells nobody what was written. Make the rule a trigger, or name a table without one");
        }
    }

    private ImmutableArray<TableColumn?> MatchColumns(List<CatalogColumn> columns)
    {
        var missing = new List<string>();
        var found = ImmutableArray.CreateBuilder<TableColumn?>(_model.Columns.Length);
        foreach (var model in _model.Columns)
        {
            var column = columns.Find(c => c.Name == model.Name);
            var needed = target.Needs(found.Count);
            if (column is null && needed) missing.Add(Missing(model.Name, columns));
            if (column is not null && needed) CheckColumn(model, column);
            found.Add(column is null || !needed ? null : Fit(column));
        }

        if (missing.Count > 0) _misfits.Add($"it has no column {string.Join(", ", missing)}. Add it to the table, map the property with [SyncColumn(\"name\")], or leave it out with [SyncIgnore]");
        return found.MoveToImmutable();
    }

    // Names differ by case here, which is what most often goes wrong.
    private static string Missing(string name, List<CatalogColumn> columns)
        => columns.Find(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } near ? $"{name} (but one called {near.Name})" : name;

    private void CheckColumn(SyncColumn model, CatalogColumn column)
    {
        var form = FormOf(column);
        if (column.IsGenerated) _misfits.Add($"column {model.Name} is generated and can't be written");
        else if (column.Identity == "a" && (Inserts || (!IsKey(model.Name) && TableOperations.WriteRows(target.Operations)))) _misfits.Add($"column {model.Name} is GENERATED ALWAYS AS IDENTITY and can't be written. Declare it GENERATED BY DEFAULT");
        if (!StoredForms.Writes(model.Kind, form)) _misfits.Add($"column {model.Name} holds {model.Kind}, and its declared type {column.DeclaredType} does not take that. Declare it {StoredForms.TypesOf(model.Kind)}");
        else if (StoredLimit.CutsFields(form, column.Modifier)) _misfits.Add($"column {model.Name} is declared {column.DeclaredType}, which cuts what the model writes. Declare it interval");
    }

    private bool IsKey(string column) => _model.Key.Any(part => _model.Columns[part].Name == column);

    private static StoredForm FormOf(CatalogColumn column) => column.IsEnum ? StoredForm.Text : StoredForms.OfType(column.TypeName);

    private static TableColumn Fit(CatalogColumn column)
    {
        var form = FormOf(column);
        // What the server parses is staged as text: a bad value then stops its row and not the whole COPY.
        var isParsed = column.IsEnum || column.TypeName is "json" or "jsonb" or "xml";
        return new(
            PostgreSqlName.Quote(column.Name),
            form,
            StoredLimit.Of(form, column.Modifier, column.TypeName, column.DeclaredType),
            isParsed || column.TypeName == "name" ? "text" : column.BaseType,
            isParsed ? column.DeclaredType : null,
            column.Default ?? "NULL",
            column.TypeName is not ("jsonb" or "xml"));
    }

    /// <summary>Whether the columns take from a COPY what they would get from an INSERT, and defaults draw no number that a refused COPY would use up.</summary>
    private bool TakeCopies(List<CatalogColumn> columns, ImmutableArray<TableColumn?> fitting, CatalogColumn? archive)
    {
        bool IsWritten(CatalogColumn column) => fitting.Any(written => written?.Name == PostgreSqlName.Quote(column.Name));
        for (var i = 0; i < fitting.Length; i++)
        {
            // A null that is left out takes a default, which COPY gives to whole columns alone.
            if (fitting[i] is { } column && (!column.IsStagedAsIs || (_model.Columns[i].SkipsNull && column.Default != "NULL"))) return false;
        }

        return (archive is null || archive.Default is "false" or "0") && !columns.Exists(column => column.DrawsDefault && !IsWritten(column));
    }

    private (ImmutableArray<KeyPart> Key, string Arbiter) FindKeyIndex(string table, List<CatalogColumn> columns, List<IndexColumn> indexes)
    {
        var key = _model.Key.Select(column => _model.Columns[column]).ToArray();
        bool IsLoose(IndexColumn column) => !column.IsDeterministic || columns.Find(c => c.Name == column.Name)?.TypeName == "citext";
        // Where there are two, the one that compares as the model does finds exactly the record meant.
        var found = indexes.GroupBy(column => column.Index)
            .Where(index => index.Count() == key.Length && index.All(column => column.IsUsable) && key.All(part => index.Any(column => column.Name == part.Name)))
            .MinBy(index => index.Count(column => IsLoose(column) != IgnoresCase(key.First(part => part.Name == column.Name))));
        if (found is null)
        {
            var names = string.Join(", ", key.Select(part => PostgreSqlName.Quote(part.Name)));
            _misfits.Add($"no primary key or unique index is over exactly the key ({names}); one that is partial, deferrable, invalid or over an expression does not count. Create one: CREATE UNIQUE INDEX ON {table} ({names})");
            return ([], "");
        }

        var parts = key.Select(part =>
        {
            var column = found.First(c => c.Name == part.Name);
            var isLoose = IsLoose(column);
            if (columns.Find(c => c.Name == part.Name) is { TypeName: "citext", HiddenIn: { } hidden }) _misfits.Add($"the key column {part.Name} is citext, and the search path of the connection does not lead to its schema {hidden}: the server would compare it with case. Add the schema to Search Path in the connection string");
            if (IgnoresCase(part) && !isLoose) _misfits.Add($"the key column {part.Name} ignores case in the model and compares with case in the table, which would keep two records of one key. Declare it citext or with a nondeterministic collation, or take IgnoreCase off the model");
            var called = column.IsDeterministic ? columns.Find(c => c.Name == part.Name)?.DeclaredType ?? "" : $"collation {column.Collation}";
            return new KeyPart(column.Collation, isLoose, isLoose && !IgnoresCase(part), called);
        });
        return ([.. parts], FindArbiter(table, found.First(), indexes));
    }

    /// <summary>What an INSERT names as the key. Its columns would do, and go on to do while an index is replaced by another, but that others over the same columns are meant, too: a deferrable constraint is refused, and one that compares otherwise passes over rows.</summary>
    private string FindArbiter(string table, IndexColumn found, List<IndexColumn> indexes)
    {
        var key = _model.Key.Select(part => _model.Columns[part].Name).ToHashSet();
        var ours = indexes.Where(column => column.Index == found.Index).ToList();
        bool ComparesOtherwise(IndexColumn column) => column.IsUsable && ours.Find(c => c.Name == column.Name)?.Collation != column.Collation;
        var inTheWay = indexes.GroupBy(column => column.Index).FirstOrDefault(index => index.Key != found.Index && key.SetEquals(index.Select(column => column.Name ?? "")) && index.Any(column => column.IsDeferrable || ComparesOtherwise(column)));
        var isDeferrable = inTheWay?.First().IsDeferrable == true;
        if (inTheWay is null || (!isDeferrable && !found.IsOfConstraint)) return $"({string.Join(", ", _model.Key.Select(part => PostgreSqlName.Quote(_model.Columns[part].Name)))})";
        var name = PostgreSqlName.Quote(found.Index);
        if (!found.IsOfConstraint && Inserts) _misfits.Add($"the unique index {found.Index} over the key is no constraint, and beside it the deferrable constraint {inTheWay.Key} is over the same columns, so that an INSERT can't choose between them. Make the index a constraint: ALTER TABLE {table} ADD UNIQUE USING INDEX {name}, or drop the other");
        return $"ON CONSTRAINT {name}";
    }

    private static bool IgnoresCase(SyncColumn column) => column.Kind == ColumnKind.Text && (column.Traits & ColumnTraits.IgnoreCase) != 0;

    private void CheckUnwritten(List<CatalogColumn> columns)
    {
        bool IsOfModel(CatalogColumn column) => _model.Columns.Any(model => model.Name == column.Name);
        if (Inserts)
        {
            var unwritten = columns.Where(column => column.NotNull && !column.HasDefault && !column.IsGenerated && column.Name != target.ArchiveColumn && !IsOfModel(column)).Select(column => column.Name).ToList();
            if (unwritten.Count > 0) _misfits.Add($"the model doesn't write {string.Join(", ", unwritten)}, which the table declares NOT NULL without a default. Give a default, or add it to the model");
        }

        if ((target.Operations & OperationKinds.Clear) == 0) return;
        var uncleared = columns.Where(column => column.NotNull && IsOfModel(column) && !IsKey(column.Name)).Select(column => column.Name).ToList();
        if (uncleared.Count > 0) _misfits.Add($"WhenRemoved.Clear sets {string.Join(", ", uncleared)} to null, which the table declares NOT NULL. Allow null there, or remove in another way");
    }

    private CatalogColumn? FindArchiveColumn(string table, List<CatalogColumn> columns)
    {
        if (target.ArchiveColumn is not { } name || target.ArchiveMisfit is not null) return null;
        var column = columns.Find(c => c.Name == name);
        if (column is null) _misfits.Add($"it has no column {name}, which ArchiveColumn names. Add it: ALTER TABLE {table} ADD COLUMN {PostgreSqlName.Quote(name)} boolean NOT NULL DEFAULT false");
        else if (column.IsGenerated || column.Identity == "a") _misfits.Add($"column {name}, which ArchiveColumn names, is generated and can't be written");
        else if (column.TypeName is not ("bool" or "int2" or "int4" or "int8" or "numeric")) _misfits.Add($"column {name}, which ArchiveColumn names, gets 0 or 1, and its declared type {column.DeclaredType} takes neither. Declare it boolean");
        return column;
    }
}
