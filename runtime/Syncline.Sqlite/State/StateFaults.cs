using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>What goes wrong with a state, and the way out.</summary>
internal static class StateFaults
{
    private const string Restore = "Restore a copy of it. Where there is none,";
    private const string Reset = "call ResetAsync, to take the source as delivered";
    private const string NewFile = "move the file aside (it may hold your tables, and the states of other syncs) and start with a new one";

    public static StateException Of(SqliteException fault, SqliteLocation location)
    {
        var words = SqliteFaults.Words(fault);
        return SqliteFaults.Primary(fault.SqliteErrorCode) switch
        {
            raw.SQLITE_NOTADB => new($"The state file {location.Name} is not a SQLite database: it is damaged, or another file. {Restore} {NewFile}.", fault),
            raw.SQLITE_CORRUPT => Unsure(location, words, fault),
            // A page that ends before its end.
            raw.SQLITE_IOERR when fault.SqliteExtendedErrorCode == raw.SQLITE_IOERR_SHORT_READ => Unsure(location, $"it is cut short ({words})", fault),
            // Every statement is ours: what it misses was there once.
            raw.SQLITE_ERROR => Unsure(location, $"its tables are not as they were made ({words})", fault),
            raw.SQLITE_CONSTRAINT => Unsure(location, $"its tables contradict each other ({words})", fault),
            _ => new($"The state could not be used: {SqliteFaults.Explain(fault, location)}", fault),
        };
    }

    /// <summary>Damage that a reset mends: what is there is replaced.</summary>
    public static StateException Damaged(SqliteLocation location, string what) => new($"The state file {location.Name} is damaged: {what}. {Restore} {Reset}.");

    /// <summary>Damage that keeps a reset from beginning.</summary>
    public static StateException Lost(SqliteLocation location, string what) => new($"The state file {location.Name} is damaged: {what}. {Restore} {NewFile}.");

    private static StateException Unsure(SqliteLocation location, string what, SqliteException fault)
        => new($"The state file {location.Name} is damaged: {what}. {Restore} {Reset}; if that is refused too, {NewFile}.", fault);
}
