using System.Collections.Immutable;
using System.Globalization;
using Syncline.Conformance;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>Tables and syncs of many shapes, and every statement that is sent for them.</summary>
internal static class StatementShapes
{
    private const OperationKinds Everything = OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Clear | OperationKinds.Archive | OperationKinds.Mirror;

    // Types beside those that tables are created with, under each kind of column that takes them.
    private static readonly (ColumnKind Kind, StoredType Type)[] OtherTypes =
    [
        (ColumnKind.Int32, new("tinyint", 1, 3, 0, 0)), (ColumnKind.Int64, new("decimal", 9, 19, 0, 0)), (ColumnKind.Decimal, new("money", 8, 19, 4, 0)), (ColumnKind.Decimal, new("smallmoney", 4, 10, 4, 0)), (ColumnKind.Decimal, new("numeric", 5, 9, 2, 0)),
        (ColumnKind.Single, new("float", 8, 53, 0, 0)), (ColumnKind.Text, new("nvarchar", 100, 0, 0, 0)), (ColumnKind.Text, new("nchar", 20, 0, 0, 0)), (ColumnKind.Text, new("varchar", 50, 0, 0, 1252)), (ColumnKind.Text, new("varchar", -1, 0, 0, 65001)),
        (ColumnKind.Text, new("char", 5, 0, 0, 932)), (ColumnKind.Text, new("ntext", 16, 0, 0, 0)), (ColumnKind.Text, new("text", 16, 0, 0, 1252)), (ColumnKind.Text, new("xml", -1, 0, 0, 0)), (ColumnKind.Bytes, new("varbinary", 20, 0, 0, 0)), (ColumnKind.Bytes, new("binary", 8, 0, 0, 0)),
        (ColumnKind.Bytes, new("image", 16, 0, 0, 0)), (ColumnKind.DateTime, new("datetime", 8, 23, 3, 0)), (ColumnKind.DateTime, new("smalldatetime", 4, 16, 0, 0)), (ColumnKind.DateTime, new("datetime2", 6, 19, 0, 0)), (ColumnKind.DateTime, new("datetimeoffset", 8, 30, 3, 0)), (ColumnKind.TimeOnly, new("time", 3, 8, 0, 0)), (ColumnKind.TimeSpan, new("time", 5, 16, 7, 0)),
    ];

    /// <summary>A target, its table and the statements for it.</summary>
    public sealed record Shape(string Name, TableTarget Target, TableShape Table)
    {
        public IEnumerable<ScriptStatement> Statements => TableScript.Of(Target, Table);

        public override string ToString() => Name;
    }

    public static IEnumerable<Shape> All()
    {
        foreach (var staging in new[] { null, "a permanent ]stage" })
        {
            foreach (var archive in new[] { null, "is ]archived" })
            {
                foreach (var schema in Schemas()) yield return Created(schema, Everything & ~(archive is null ? OperationKinds.Archive : OperationKinds.None), archive, staging);
            }
        }

        foreach (var operations in new[] { OperationKinds.Insert, OperationKinds.Update, OperationKinds.Delete, OperationKinds.Clear, OperationKinds.Archive, OperationKinds.Mirror, OperationKinds.AddMember | OperationKinds.RemoveMember, OperationKinds.Event })
        {
            yield return Created(SchemaOf<Customer>(), operations, "archived", null);
        }

        yield return Created(SchemaOf<Wide>(), OperationKinds.Upsert | OperationKinds.Delete, null, null);
        yield return OfOtherTypes();
        yield return Defaults();
        yield return LooseKey();
    }

    private static IEnumerable<SyncSchema> Schemas() =>
    [
        SchemaOf<Customer>(), SchemaOf<Everything>(), SchemaOf<Product>(), SchemaOf<FoldedProduct>(), SchemaOf<Patch>(), SchemaOf<Tag>(), SchemaOf<Hostile>(), new("Shop.ByBytes", [1, 0], [new("Tag", ColumnKind.Text, ColumnTraits.IgnoreCase), new("Digest", ColumnKind.Bytes), new("Title", ColumnKind.Text, ColumnTraits.Nullable)]), SchemaOf<ByManyKinds>(), SchemaOf<ByInstant>(),
    ];

    private static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    private static Shape Created(SyncSchema model, OperationKinds operations, string? archive, string? staging)
    {
        var target = Target(model, operations, archive, staging);
        return new($"{model.Model[(model.Model.LastIndexOf('.') + 1)..]}, {operations}{(archive is null ? "" : ", archived")}{(staging is null ? "" : ", staged for good")}", target, CreatedTable.Shape(target) with { Table = Named(target) });
    }

    private static TableTarget Target(SyncSchema model, OperationKinds operations, string? archive, string? staging)
        => new("a ]schema", "a ]table", CreateIfMissing: true, staging, model, TableOperations.Of(operations), (operations & OperationKinds.Mirror) != 0, ExpectsRecords: false, archive);

    private static string Named(TableTarget target) => target.Name;

    private static Shape OfOtherTypes()
    {
        SyncColumn[] columns = [new("Id", ColumnKind.Int64), .. OtherTypes.Select((other, i) => new SyncColumn($"{other.Type.Name} {i.ToString(CultureInfo.InvariantCulture)}", other.Kind, ColumnTraits.Nullable))];
        var target = Target(new("Shop.Other", [0], columns), Everything, "archived", null);
        ImmutableArray<TableColumn?> stored = [new("[Id]", new("bigint", 8, 19, 0, 0), null), .. OtherTypes.Select((other, i) => new TableColumn(SqlServerName.Quote(columns[i + 1].Name), other.Type, other.Type.HasCollation ? other.Type.CodePage switch { 65001 => "Latin1_General_100_CI_AS_SC_UTF8", 932 => "Japanese_CI_AS", _ => "Latin1_General_CI_AS" } : null))];
        return new("other types", target, new(0, Named(target), stored, [new(false, false, "")], "PK", "[archived]", HasTriggers: true));
    }

    private static Shape Defaults()
    {
        var target = Target(SchemaOf<Patch>(), Everything & ~OperationKinds.Archive, null, null);
        ImmutableArray<TableColumn?> stored = [new("[Id]", new("int", 4, 10, 0, 0), null), new("[Email]", new("nvarchar", 200, 0, 0, 0), "Latin1_General_CI_AS", "(N'none''s')"), new("[Score]", new("int", 4, 10, 0, 0), null, "(datepart(year,getdate()))")];
        return new("defaults", target, new(0, Named(target), stored, [new(false, false, "")], "PK", null, HasTriggers: false));
    }

    private static Shape LooseKey()
    {
        var target = Target(SchemaOf<Product>(), Everything & ~OperationKinds.Archive, null, null);
        ImmutableArray<TableColumn?> stored = [new("[Shop]", new("int", 4, 10, 0, 0), null), new("[Title]", new("nvarchar", -1, 0, 0, 0), "Turkish_CI_AI"), new("[Code]", new("varchar", 40, 0, 0, 1252), "SQL_Latin1_General_CP1_CI_AS")];
        return new("loose key", target, new(0, Named(target), stored, [.. target.Model.Key.Select(column => KeyPart.Of(target.Model.Columns[column], stored[column]!))], "PK", null, HasTriggers: false));
    }

}
