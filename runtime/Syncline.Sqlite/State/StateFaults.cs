using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>What goes wrong with a state, and the way out.</summary>
internal static class StateFaults
{
    private const string Restore = "Restore a copy of it, without the -wal and -shm of this one. Where there is none,";
    private const string Reset = "call ResetAsync, to take the source as delivered";
    private const string NewFile = "move the file aside, with its -wal and -shm (it may hold your tables, and the states of other syncs) and start with a new one";

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

    /// <summary>A file that is not the one any more that a run opened.</summary>
    public static StateException Gone(string path)
        => new($"The state file {path} was deleted, moved or replaced while this run was at work, and nothing more is remembered: what was delivered since may be delivered again. Bring the file back, with its -wal and -shm; where it is gone, restore a copy, or run anew and {Reset}.");

    /// <summary>A log without its file.</summary>
    public static StateException Orphaned(string path, string log)
        => new($"There is no state file {path}, and there is {log}, which belongs to one that was moved or deleted without it and may hold its last commits: a new file would take them for its own. Move it to where the file went, or delete it, and run again.");

    /// <summary>A file that can't be told from one that is not there.</summary>
    public static StateException Hidden(string path, Exception inner)
        => new($"Whether there is a state file {path} can't be seen: {inner.Message.TrimEnd('.')}. Give the account that plans and runs the rights to its folder.", inner);

    private static StateException Unsure(SqliteLocation location, string what, SqliteException fault)
        => new($"The state file {location.Name} is damaged: {what}. {Restore} {Reset}; if that is refused too, {NewFile}.", fault);
}
