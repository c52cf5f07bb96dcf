using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Sql;

/// <summary>What a test denied.</summary>
internal static class Permissions
{
    public static bool Has(Table table, string permission) =>
        table.IsTemporary || !table.Database.Denials.Contains((Database.Key(table.Schema, table.Name).ToUpperInvariant(), permission.ToUpperInvariant()));

    public static void Demand(Session session, Table table, string permission)
    {
        _ = session;
        if (!Has(table, permission))
            throw SqlErrors.Denied(permission, table.Name, table.Database.Name, table.Schema);
    }
}
