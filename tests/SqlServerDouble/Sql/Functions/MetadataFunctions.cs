using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Functions;

/// <summary>OBJECT_ID and its like.</summary>
internal static class MetadataFunctions
{
    public static Bound? Bind(string name, IReadOnlyList<Bound> arguments, Binder binder)
    {
        var session = binder.Statement.Session;
        var instance = session.Instance;
        string? Text(int index, Frame frame) => index < arguments.Count ? (string?)arguments[index].As(SqlType.NVarChar(4000)).Evaluate(frame) : null;
        int? Number(int index, Frame frame) => index < arguments.Count ? (int?)arguments[index].As(SqlType.Int).Evaluate(frame) : null;
        Bound Name(Func<Frame, string?> function) => new(SqlType.SysName, frame => function(frame));
        Bound Int(Func<Frame, int?> function) => new(SqlType.Int, frame => function(frame));
        Database? Within(int index, Frame frame) => Number(index, frame) is { } id ? instance.Databases.Values.FirstOrDefault(each => each.Id == id) : session.Database;

        return name switch
        {
            "DB_NAME" => Name(frame => arguments.Count == 0 ? session.Database.Name : Within(0, frame)?.Name),
            "DB_ID" => new Bound(SqlType.SmallInt, frame => arguments.Count == 0 ? (short)session.Database.Id : Text(0, frame) is { } text && instance.Databases.TryGetValue(text, out var found) ? (short)found.Id : null),
            "SCHEMA_NAME" => Name(frame => arguments.Count == 0 ? "dbo" : session.Database.Schemas.FirstOrDefault(schema => schema.Value == Number(0, frame)).Key),
            "SCHEMA_ID" => Int(frame => arguments.Count == 0 ? 1 : session.Database.Schemas.TryGetValue(Text(0, frame) ?? "", out var id) ? id : null),
            "OBJECT_ID" => Int(frame => ObjectId(Text(0, frame), Text(1, frame), session)),
            "OBJECT_NAME" => Name(frame => Objects(Within(1, frame), session).FirstOrDefault(each => each.Id == Number(0, frame)).Name),
            "OBJECT_SCHEMA_NAME" => Name(frame => Objects(Within(1, frame), session).FirstOrDefault(each => each.Id == Number(0, frame)).Schema),
            "TYPE_NAME" => Name(frame => Number(0, frame) is { } id ? Catalog.TypeIds.NameOf(id) : null),
            "TYPE_ID" => Int(frame => Text(0, frame) is { } text ? Catalog.TypeIds.IdOf(text) : null),
            "COL_NAME" => Name(frame => Tables(session).FirstOrDefault(table => table.ObjectId == Number(0, frame))?.Columns.Find(column => column.Id == Number(1, frame))?.Name),
            "COL_LENGTH" => new Bound(SqlType.SmallInt, frame => Table(Text(0, frame), session) is { } table && table.FindColumn(Text(1, frame) ?? "") is >= 0 and var index ? Catalog.TypeIds.MaxLength(table.Columns[index].Type) : null),
            "COLUMNPROPERTY" => Int(frame => ColumnProperty(Tables(session).FirstOrDefault(table => table.ObjectId == Number(0, frame)), Text(1, frame), Text(2, frame))),
            "IDENT_CURRENT" => new Bound(SqlType.Decimal(38, 0), frame => Table(Text(0, frame), session)?.IdentityColumn?.Identity is { } identity ? SqlNumeric.From(identity.Last ?? identity.Seed) : null),
            "HAS_PERMS_BY_NAME" => Int(frame => HasPermission(Text(0, frame), Text(1, frame), Text(2, frame), session)),
            "HAS_DBACCESS" => Int(frame => Text(0, frame) is { } text && instance.Databases.ContainsKey(text) ? 1 : null),
            "IS_MEMBER" or "IS_ROLEMEMBER" or "IS_SRVROLEMEMBER" => Bound.Constant(SqlType.Int, 1),
            "OBJECTPROPERTY" or "OBJECTPROPERTYEX" => Int(frame => ObjectProperty(Tables(session).FirstOrDefault(table => table.ObjectId == Number(0, frame)), Text(1, frame))),
            "SERVERPROPERTY" => Property(arguments, property => ServerProperty(instance, property)),
            "DATABASEPROPERTYEX" => Property([.. arguments.Skip(1)], property => DatabaseProperty(instance, arguments[0], property, binder)),
            "COLLATIONPROPERTY" => new Bound(SqlType.Int, frame => CollationProperty(Text(0, frame), Text(1, frame))),
            "PARSENAME" => Name(frame => ObjectNames.Parse(Text(0, frame) ?? "")?.Identifiers.Reverse().ElementAtOrDefault((Number(1, frame) ?? 1) - 1)?.Value),
            "DATABASE_PRINCIPAL_ID" => Bound.Constant(SqlType.Int, 1),
            "SESSION_CONTEXT" or "CONTEXT_INFO" => Bound.Constant(SqlType.NVarChar(4000), null),
            _ => null,
        };
    }

    private static int? ObjectId(string? text, string? kind, Session session)
    {
        if (text is null || ObjectNames.Parse(text) is not { } name || (name.DatabaseIdentifier?.Value is { Length: > 0 } database && !session.Instance.Databases.ContainsKey(database)))
            return null;
        // A temporary table is tempdb's: without that name in front, another database does not know it.
        if (ObjectNames.IsTemporary(name) && name.DatabaseIdentifier is null && session.Database != session.Instance.TempDb)
            return null;
        kind = kind?.Trim().ToUpperInvariant();
        if (kind is null or "U" or "IT" && ObjectNames.FindTable(name, session) is { } table)
            return table.ObjectId;
        if (kind is null or "V" && ObjectNames.FindView(name, session) is { } view)
            return view.ObjectId;
        return ObjectNames.IsTemporary(name) ? null : Objects(ObjectNames.DatabaseOf(name, session), session)
            .Where(each => (kind is null || each.Kind == kind) && session.Database.NamesEqual(each.Name, name.BaseIdentifier.Value) && session.Database.NamesEqual(each.Schema, ObjectNames.SchemaOf(name)))
            .Select(each => (int?)each.Id)
            .FirstOrDefault();
    }

    private static Table? Table(string? text, Session session) => text is not null && ObjectNames.Parse(text) is { } name ? ObjectNames.FindTable(name, session) : null;

    private static IEnumerable<Table> Tables(Session session) => session.Database.Tables.Values.Concat(session.TemporaryTables.Values);

    private static IEnumerable<(int Id, string Schema, string Name, string Kind)> Objects(Database? database, Session session) =>
        database is null ? [] : Catalog.CatalogObjects.Of(database, session).Select(each => (each.Id, each.Schema, each.Name, each.Kind));

    private static int? ColumnProperty(Table? table, string? column, string? property)
    {
        if (table is null || column is null || table.FindColumn(column) is not (>= 0 and var index))
            return null;
        var found = table.Columns[index];
        return property?.ToUpperInvariant() switch
        {
            "ISIDENTITY" => found.Identity is null ? 0 : 1,
            "ISCOMPUTED" => found.Computed is null ? 0 : 1,
            "ALLOWSNULL" => found.IsNullable ? 1 : 0,
            "COLUMNID" => found.Id,
            "GENERATEDALWAYSTYPE" => found.GeneratedAlways,
            "ISHIDDEN" => found.IsHidden ? 1 : 0,
            _ => null,
        };
    }

    private static int? ObjectProperty(Table? table, string? property) => table is null ? null : property?.ToUpperInvariant() switch
    {
        "ISTABLE" or "ISUSERTABLE" => 1,
        "ISVIEW" => 0,
        "TABLEHASIDENTITY" => table.IdentityColumn is null ? 0 : 1,
        "TABLEHASPRIMARYKEY" => table.Indexes.Exists(index => index.IsPrimaryKey) ? 1 : 0,
        _ => null,
    };

    private static int? HasPermission(string? securable, string? kind, string? permission, Session session)
    {
        if (permission is null || kind?.ToUpperInvariant() != "OBJECT")
            return 1;
        if (securable is null || Table(securable, session) is not { } table)
            return securable is not null && ObjectNames.Parse(securable) is { } name && ObjectNames.FindView(name, session) is not null ? 1 : null;
        return Permissions.Has(table, permission) ? 1 : 0;
    }

    // A sql_variant in SQL Server; here its type is that of the value, known when the statement is bound.
    private static Bound Property(IReadOnlyList<Bound> arguments, Func<string, object?> find)
    {
        var name = (string?)arguments[0].As(SqlType.NVarChar(128)).Evaluate(null!);
        return find(name?.ToUpperInvariant() ?? "") switch
        {
            int number => Bound.Constant(SqlType.Int, number),
            var text => Bound.Constant(SqlType.SysName, text),
        };
    }

    private static object? ServerProperty(Instance instance, string property) => property switch
    {
        "ENGINEEDITION" => instance.EngineEdition,
        "EDITION" => instance.EngineEdition == 5 ? "SQL Azure" : "Developer Edition (64-bit)",
        "PRODUCTVERSION" => instance.Version.ToString(),
        "PRODUCTMAJORVERSION" => instance.Version.Major.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "PRODUCTMINORVERSION" => instance.Version.Minor.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "PRODUCTLEVEL" => "RTM",
        "COLLATION" => instance.Collation.Name,
        "SERVERNAME" or "MACHINENAME" => "double",
        "INSTANCENAME" => null,
        "ISINTEGRATEDSECURITYONLY" or "ISCLUSTERED" or "ISHADRENABLED" or "ISXTPSUPPORTED" => 0,
        _ => null,
    };

    private static object? DatabaseProperty(Instance instance, Bound database, string property, Binder binder)
    {
        _ = binder;
        var name = (string?)database.As(SqlType.NVarChar(128)).Evaluate(null!);
        if (name is null || !instance.Databases.TryGetValue(name, out var found))
            return null;
        return property switch
        {
            "COLLATION" => found.Collation.Name,
            "UPDATEABILITY" => found.IsReadOnly ? "READ_ONLY" : "READ_WRITE",
            "STATUS" => "ONLINE",
            "USERACCESS" => "MULTI_USER",
            "RECOVERY" => "FULL",
            "EDITION" => instance.EngineEdition == 5 ? "Standard" : null,
            "VERSION" => 957,
            _ => null,
        };
    }

    private static object? CollationProperty(string? name, string? property)
    {
        if (name is null || Collation.Find(name) is not { } collation)
            return null;
        return property?.ToUpperInvariant() switch
        {
            "CODEPAGE" => collation.CodePage.CodePage,
            "LCID" => 1033,
            "COMPARISONSTYLE" => collation.IsBinary ? 0 : (collation.IsCaseSensitive ? 0 : 1) | (collation.IsAccentSensitive ? 0 : 2) | 65536 | 131072,
            "VERSION" => collation.Version,
            _ => null,
        };
    }
}
