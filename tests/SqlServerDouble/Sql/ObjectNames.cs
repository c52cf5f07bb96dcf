using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Sql.Catalog;

namespace Syncline.Doubles.Sql;

/// <summary>Finds what a name of one to three parts stands for.</summary>
internal static class ObjectNames
{
    public static Database DatabaseOf(SchemaObjectName name, Session session)
    {
        if (name.ServerIdentifier is not null)
            throw SqlErrors.NotSupported($"linked servers: {name.ToSql()}");
        if (IsTemporary(name))
            return session.Instance.TempDb;
        if (name.DatabaseIdentifier?.Value is not { Length: > 0 } database)
            return session.Database;
        return session.Instance.Databases.GetValueOrDefault(database) ?? throw SqlErrors.InvalidObject(Text(name));
    }

    public static string SchemaOf(SchemaObjectName name) => name.SchemaIdentifier?.Value is { Length: > 0 } schema ? schema : "dbo";

    public static bool IsTemporary(SchemaObjectName name) => name.BaseIdentifier.Value.StartsWith('#');

    public static string Text(SchemaObjectName name) => string.Join('.', name.Identifiers.Select(part => part.Value));

    public static Table? FindTable(SchemaObjectName name, Session session) => IsTemporary(name)
        ? session.TemporaryTables.GetValueOrDefault(name.BaseIdentifier.Value)
        : DatabaseOf(name, session).FindTable(SchemaOf(name), name.BaseIdentifier.Value);

    public static Table Table(SchemaObjectName name, Session session) => FindTable(name, session) ?? throw SqlErrors.InvalidObject(Text(name));

    public static View? FindView(SchemaObjectName name, Session session) =>
        IsTemporary(name) ? null : DatabaseOf(name, session).FindView(SchemaOf(name), name.BaseIdentifier.Value);

    public static CatalogView? FindCatalog(SchemaObjectName name) =>
        name.SchemaIdentifier?.Value is { } schema ? CatalogViews.Find(schema, name.BaseIdentifier.Value) : null;

    /// <summary>Splits <c>[a].[b]</c> as OBJECT_ID does; null where it is no name.</summary>
    public static SchemaObjectName? Parse(string text)
    {
        if (text.Length == 0)
            return null;
        using var reader = new StringReader(text);
        var name = new TSql170Parser(true).ParseSchemaObjectName(reader, out var errors);
        return errors.Count == 0 ? name : null;
    }
}
