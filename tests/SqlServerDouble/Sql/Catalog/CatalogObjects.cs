using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Sql.Catalog;

/// <summary>Something in a database that has an object id.</summary>
internal sealed record CatalogObject(int Id, string Schema, string Name, string Kind, string Description, int Parent, DateTime Created);

/// <summary>Lists them.</summary>
internal static class CatalogObjects
{
    public static IEnumerable<Table> Tables(Database database, Session session) =>
        database == session.Instance.TempDb ? session.TemporaryTables.Values.Concat(database.Tables.Values) : database.Tables.Values;

    public static IEnumerable<CatalogObject> Of(Database database, Session session)
    {
        foreach (var table in Tables(database, session))
        {
            yield return Object(table.ObjectId, table.Name, "U", "USER_TABLE", 0);
            foreach (var index in table.Indexes.Where(index => index.IsConstraint))
                yield return Object(index.ObjectId, index.Name, index.IsPrimaryKey ? "PK" : "UQ", index.IsPrimaryKey ? "PRIMARY_KEY_CONSTRAINT" : "UNIQUE_CONSTRAINT", table.ObjectId);
            foreach (var check in table.Checks)
                yield return Object(check.ObjectId, check.Name, "C", "CHECK_CONSTRAINT", table.ObjectId);
            foreach (var key in table.ForeignKeys)
                yield return Object(key.ObjectId, key.Name, "F", "FOREIGN_KEY_CONSTRAINT", table.ObjectId);
            foreach (var trigger in table.Triggers)
                yield return Object(trigger.ObjectId, trigger.Name, "TR", "SQL_TRIGGER", table.ObjectId);
            foreach (var @default in table.Columns.Select(column => column.Default).OfType<ColumnDefault>())
                yield return Object(@default.ObjectId, @default.Name, "D", "DEFAULT_CONSTRAINT", table.ObjectId);

            CatalogObject Object(int id, string name, string kind, string description, int parent) => new(id, table.Schema, name, kind, description, parent, table.Created);
        }

        foreach (var view in database.Views.Values)
            yield return new CatalogObject(view.ObjectId, view.Schema, view.Name, "V", "VIEW", 0, DateTime.UtcNow);
    }
}
