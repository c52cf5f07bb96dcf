using System.Net.Sockets;
using Npgsql;

namespace Syncline;

/// <summary>PostgreSQL's errors in words that name the database and the way out.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>The place in the server's source that what PL/pgSQL raises comes from.</summary>
    public const string FileOfRaised = "pl_exec.c";

    /// <summary>What happened, and the way out.</summary>
    /// <param name="fault">The driver's error.</param>
    /// <param name="database">What errors call the database.</param>
    /// <param name="secret">Whether the server's words may quote a value that is nobody's to see.</param>
    public static string Explain(NpgsqlException fault, string database, bool secret = false) => fault switch
    {
        PostgresException refused => Explain(refused, database, secret),
        { InnerException: TimeoutException } when fault.Message.Contains("pool", StringComparison.OrdinalIgnoreCase) => $"{Begin(database)} gave no connection in time: all of the pool are in use. Raise Maximum Pool Size or Timeout in the connection string, or end what holds them.",
        { InnerException: TimeoutException } => $"{Begin(database)} did not answer in time. Try again when nothing holds a lock on what is asked for, or wait longer with Timeout (to connect) and Command Timeout in the connection string.",
        { InnerException: SocketException socket } => $"{Begin(database)} can't be reached ({socket.SocketErrorCode}). Check Host and Port in the connection string, and that the server runs and may be reached from here.",
        { InnerException: IOException } => $"The connection to {database} broke. Check the server's log if it happens again.",
        _ => $"{Begin(database)} could not be used: {fault.Message.TrimEnd('.')}.",
    };

    /// <summary>Whether the error concerns a row alone: a value that doesn't fit, a constraint, a trigger's or a view's refusal.</summary>
    public static bool IsRowFault(PostgresException fault) => !IsPassing(fault) && (IsRaised(fault) || !IsOfServer(fault));

    /// <summary>Whether a trigger or function raised it, by a statement of its own and not by one that the server refused: it may have any number then, and say anything.</summary>
    public static bool IsRaised(PostgresException fault)
        // The server names the place in its own source, the same in every language.
        => fault.File is FileOfRaised or "plpy_elog.c" or "plperl.c" or "pltcl.c" || ClassOf(fault) is "P0";

    /// <summary>Whether the error is of a class that PostgreSQL keeps for statements and rights, and may all the same be of a row: of what a CHECK or a policy does with its values. It is where the statement goes through without rows.</summary>
    public static bool MayBeOfRow(PostgresException fault) => !IsPassing(fault) && ClassOf(fault) is "0A" or "42" or "54" && fault.Where?.Contains("PL/", StringComparison.Ordinal) is not true;

    /// <summary>The same asked in SQL.</summary>
    /// <param name="state">The error's code, in SQL.</param>
    public static string IsRowFaultSql(string state)
        => $"{state} IN ('{PostgresErrorCodes.WithCheckOptionViolation}', '{PostgresErrorCodes.ProgramLimitExceeded}') OR {state} LIKE 'P0%' OR {state} LIKE '22%' OR {state} LIKE '23%'";

    /// <summary>What a failure inside a transaction left behind: its rollback undoes whatever there was.</summary>
    public static FailureEffect Effect(NpgsqlException fault) => IsPassing(fault) ? FailureEffect.NothingTransient : FailureEffect.NothingPermanent;

    /// <summary>What a failed commit left behind. An error that the server answered with undid it; a connection that ended may have ended after it.</summary>
    public static FailureEffect CommitEffect(NpgsqlException fault) => fault is PostgresException refused && !EndsConnection(refused) && refused.SqlState != "40003" ? Effect(fault) : FailureEffect.Unknown;

    /// <summary>Whether the same may work a little later.</summary>
    public static bool IsPassing(NpgsqlException fault) => fault is PostgresException refused
        ? refused.IsTransient || EndsConnection(refused) && refused.SqlState.StartsWith("57", StringComparison.Ordinal)
            || refused.SqlState is PostgresErrorCodes.QueryCanceled or "25P03" or "25P04" or "25006" || IsOfOldPlan(refused)
        : fault.IsTransient || fault.InnerException is TimeoutException or IOException or SocketException;

    /// <summary>The server's own words. With <paramref name="secret"/> those that may quote a value are left out.</summary>
    public static string Words(PostgresException fault, bool secret)
        => secret && MayQuote(fault) ? $"error {fault.SqlState}, whose message may hold a sensitive value and is left out" : $"{fault.MessageText.TrimEnd('.')}, error {fault.SqlState}";

    /// <summary>The driver's error to go along with words that were made of it; null where its own may quote a value that is nobody's to see.</summary>
    /// <remarks>It says more than its message: what a constraint was broken with, which row of a COPY it was.</remarks>
    public static Exception? Inner(NpgsqlException fault, bool secret) => secret && fault is PostgresException refused && (MayQuote(refused) || refused.Detail is not null || refused.Where is not null) ? null : fault;

    // Of the other classes none but the constraints below is known to name things alone; those of users and extensions are anybody's guess.
    private static bool MayQuote(PostgresException fault)
        => IsRaised(fault) || !IsOfConstraint(fault) && (!IsOfServer(fault) || ClassOf(fault) is "XX" or "HV" || fault.Where is not null && !IsPassing(fault));

    private static bool IsOfConstraint(PostgresException fault)
        => fault.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.NotNullViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.CheckViolation;

    /// <summary>Whether the error is of a class that PostgreSQL keeps for the statement, the session, the rights or the server.</summary>
    private static bool IsOfServer(PostgresException fault)
        => ClassOf(fault) is "00" or "01" or "02" or "03" or "08" or "0A" or "0B" or "0F" or "0L" or "0P" or "0Z" or "24" or "25" or "26" or "28" or "2B" or "2D" or "34" or "3B" or "3D" or "3F"
            or "40" or "42" or "53" or "54" or "55" or "57" or "58" or "72" or "F0" or "HV" or "XX" && fault.SqlState is not PostgresErrorCodes.ProgramLimitExceeded;

    // A statement that a connection keeps prepared, on a table that was altered since; the driver prepares it anew.
    private static bool IsOfOldPlan(PostgresException fault) => fault is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };

    private static string ClassOf(PostgresException fault) => fault.SqlState.Length < 2 ? "" : fault.SqlState[..2];

    private static bool EndsConnection(PostgresException fault)
        => fault.InvariantSeverity is "FATAL" or "PANIC" || fault.SqlState.StartsWith("08", StringComparison.Ordinal);

    private static string Explain(PostgresException fault, string database, bool secret)
    {
        var words = Words(fault, secret);
        return fault.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => $"{Begin(database)} refused to log in ({words}). Check Username and Password in the connection string, and pg_hba.conf on the server.",
            PostgresErrorCodes.InvalidCatalogName => $"{Begin(database)} does not exist ({words}). Check Database in the connection string, or create it.",
            PostgresErrorCodes.InsufficientPrivilege => $"A right is missing in {database} ({words}). Have it granted.",
            PostgresErrorCodes.TooManyConnections or "53400" => $"{Begin(database)} takes no more connections ({words}). Try again, or lower Maximum Pool Size in the connection string.",
            PostgresErrorCodes.FeatureNotSupported when IsOfOldPlan(fault) => $"A table in {database} was altered since a statement on it was prepared ({words}). Run again.",
            PostgresErrorCodes.DiskFull => $"{Begin(database)} can't grow: the disk is full ({words}). Make room and run again.",
            PostgresErrorCodes.ReadOnlySqlTransaction => $"{Begin(database)} can't be written ({words}): it may be a standby, or read-only by default. Check Target Session Attributes and Host in the connection string.",
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => $"Another transaction in {database} was in the way ({words}). Try again.",
            PostgresErrorCodes.LockNotAvailable => $"A lock was not to be had in {database} ({words}). Try again when the transaction that holds it is done, or raise lock_timeout.",
            PostgresErrorCodes.QueryCanceled => $"A statement was cancelled in {database} ({words}). Where it took too long, raise Command Timeout in the connection string or statement_timeout on the server.",
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => $"{Begin(database)} is shutting down or starting ({words}). Try again when it is up.",
            _ => $"{Begin(database)} refused: {words}.",
        };
    }

    private static string Begin(string database) => char.ToUpperInvariant(database[0]) + database[1..];
}
