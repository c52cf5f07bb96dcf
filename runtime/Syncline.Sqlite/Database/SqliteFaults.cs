using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>SQLite's errors in words that name the database and the way out.</summary>
internal static class SqliteFaults
{
    /// <summary>The primary code of a result.</summary>
    public static int Primary(int code) => code & 0xFF;

    public static bool IsLocked(int code) => Primary(code) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>Whether the result concerns the row alone: a constraint, a wrong type, a value too big.</summary>
    public static bool IsRowFault(int code) => Primary(code) is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG;

    /// <summary>What happened to the database, and the way out.</summary>
    public static string Explain(SqliteException fault, SqliteLocation location)
    {
        var name = location.Name;
        return Primary(fault.SqliteErrorCode) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{name} is locked by another connection. Try again when it is done, or wait longer with Default Timeout in the connection string.",
            raw.SQLITE_NOTADB => $"{name} is not a SQLite database, or it is encrypted. Check Data Source in the connection string.",
            raw.SQLITE_CORRUPT => $"{name} is damaged ({Words(fault)}). Restore a copy of it.",
            raw.SQLITE_READONLY => $"{name} can't be written: it is read-only. Check Mode in the connection string and the rights to the file and its folder.",
            raw.SQLITE_CANTOPEN => $"{name} can't be opened. Check that it exists and the rights to the file and its folder, where SQLite keeps its journal.",
            raw.SQLITE_PERM or raw.SQLITE_AUTH => $"{name} can't be used: access was denied. Check the rights to the file.",
            raw.SQLITE_FULL => $"{name} can't grow: the disk is full, or the database has reached its page limit. Make room and run again.",
            raw.SQLITE_IOERR when IsOfGrowing(fault.SqliteExtendedErrorCode) => $"{name}, or a file that SQLite keeps beside it, could not be written ({Words(fault)}): the disk may be full. Make room, or check the disk, and run again.",
            raw.SQLITE_IOERR => $"{name} could not be read or written ({Words(fault)}). Check the disk.",
            _ => $"SQLite refused on {name}: {Words(fault)}.",
        };
    }

    /// <summary>What a failed write left behind, once its transaction is rolled back.</summary>
    public static FailureEffect Effect(SqliteException fault) => Primary(fault.SqliteErrorCode) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_IOERR or raw.SQLITE_NOMEM or raw.SQLITE_INTERRUPT or raw.SQLITE_PROTOCOL => FailureEffect.NothingTransient,
        _ => FailureEffect.NothingPermanent,
    };

    /// <summary>What a file says that could not be made larger: a full disk is not always called so.</summary>
    private static bool IsOfGrowing(int extended) => extended is raw.SQLITE_IOERR_WRITE or raw.SQLITE_IOERR_FSYNC or raw.SQLITE_IOERR_DIR_FSYNC or raw.SQLITE_IOERR_SHMSIZE or raw.SQLITE_IOERR_SHMOPEN or raw.SQLITE_IOERR_SHMMAP;

    /// <summary>SQLite's own words, without the driver's frame around them.</summary>
    public static string Words(SqliteException fault)
    {
        var message = fault.Message;
        var start = message.IndexOf(": '", StringComparison.Ordinal);
        return start >= 0 && message.EndsWith("'.", StringComparison.Ordinal) ? message[(start + 3)..^2] : message.TrimEnd('.');
    }
}
