using System.Net.Sockets;
using Npgsql;

namespace Syncline;

/// <summary>PostgreSQL's errors in words that name the database and the way out.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>What happened, and the way out.</summary>
    /// <param name="fault">The driver's error.</param>
    /// <param name="database">What errors call the database.</param>
    /// <param name="secret">Whether the server's words may quote a value that is nobody's to see.</param>
    public static string Explain(NpgsqlException fault, string database, bool secret = false) => fault switch
    {
        PostgresException refused => Explain(refused, database, secret),
        { InnerException: TimeoutException } => $"{Begin(database)} did not answer in time. Try again, or wait longer with Timeout (to connect) and Command Timeout in the connection string.",
        { InnerException: SocketException socket } => $"{Begin(database)} can't be reached ({socket.SocketErrorCode}). Check Host and Port in the connection string, and that the server runs and may be reached from here.",
        { InnerException: IOException } => $"The connection to {database} broke. Check the server's log if it happens again.",
        _ => $"{Begin(database)} could not be used: {fault.Message.TrimEnd('.')}.",
    };

    /// <summary>Whether the error concerns a row alone: a value that doesn't fit, a constraint, a trigger's or a view's refusal.</summary>
    public static bool IsRowFault(PostgresException fault) => fault.SqlState is PostgresErrorCodes.RaiseException or PostgresErrorCodes.WithCheckOptionViolation or PostgresErrorCodes.ProgramLimitExceeded
        || fault.SqlState.StartsWith("22", StringComparison.Ordinal) || fault.SqlState.StartsWith("23", StringComparison.Ordinal);

    /// <summary>The same asked in SQL.</summary>
    /// <param name="state">The error's code, in SQL.</param>
    public static string IsRowFaultSql(string state)
        => $"{state} IN ('{PostgresErrorCodes.RaiseException}', '{PostgresErrorCodes.WithCheckOptionViolation}', '{PostgresErrorCodes.ProgramLimitExceeded}') OR {state} LIKE '22%' OR {state} LIKE '23%'";

    /// <summary>What a failure inside a transaction left behind: its rollback undoes whatever there was.</summary>
    public static FailureEffect Effect(NpgsqlException fault) => IsPassing(fault) ? FailureEffect.NothingTransient : FailureEffect.NothingPermanent;

    /// <summary>What a failed commit left behind. An error that the server answered with undid it; a connection that ended may have ended after it.</summary>
    public static FailureEffect CommitEffect(NpgsqlException fault) => fault is PostgresException refused && !EndsConnection(refused) && refused.SqlState != "40003" ? Effect(fault) : FailureEffect.Unknown;

    /// <summary>Whether the same may work a little later.</summary>
    public static bool IsPassing(NpgsqlException fault) => fault is PostgresException refused
        ? refused.IsTransient || EndsConnection(refused) && refused.SqlState.StartsWith("57", StringComparison.Ordinal)
            || refused.SqlState is PostgresErrorCodes.QueryCanceled or "25P03" or "25P04" or "25006"
        : fault.IsTransient || fault.InnerException is TimeoutException or IOException or SocketException;

    /// <summary>The server's own words. With <paramref name="secret"/> those that may quote a value are left out.</summary>
    public static string Words(PostgresException fault, bool secret)
        => secret && MayQuote(fault) ? $"error {fault.SqlState}, whose message may hold a sensitive value and is left out" : $"{fault.MessageText.TrimEnd('.')}, error {fault.SqlState}";

    /// <summary>The driver's error to go along with words that were made of it; null where its own may quote a value that is nobody's to see.</summary>
    public static Exception? Inner(NpgsqlException fault, bool secret) => secret && fault is PostgresException refused && MayQuote(refused) ? null : fault;

    // Data errors quote the value; what a trigger says is its author's.
    private static bool MayQuote(PostgresException fault) => IsRowFault(fault) && fault.SqlState is not (PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.NotNullViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.CheckViolation);

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
