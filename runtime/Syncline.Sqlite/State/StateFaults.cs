using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>What goes wrong with a state, and the way out.</summary>
internal static class StateFaults
{
    private const string WayOut = "Restore a copy of it. Where there is none, call ResetAsync, to take the source as delivered; if that is refused too, move the file aside (it may hold your tables, and the states of other syncs) and start with a new one.";

    public static StateException Of(SqliteException fault, SqliteLocation location) => SqliteFaults.Primary(fault.SqliteErrorCode) switch
    {
        raw.SQLITE_NOTADB => new($"The state file {location.Name} is not a SQLite database: it is damaged, or another file. {WayOut}", fault),
        raw.SQLITE_CORRUPT => new($"The state file {location.Name} is damaged ({SqliteFaults.Words(fault)}). {WayOut}", fault),
        _ => new($"The state could not be used: {SqliteFaults.Explain(fault, location)}", fault),
    };

    public static StateException Damaged(SqliteLocation location, string what) => new($"The state file {location.Name} is damaged: {what}. {WayOut}");
}
