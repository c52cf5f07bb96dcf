using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>SQL Server's errors in words that name the database and the way out.</summary>
internal static class SqlServerFaults
{
    /// <summary>No answer came in time.</summary>
    public const int TimedOut = -2;

    public const int Deadlock = 1205;

    public const int LockTimedOut = 1222;

    private const int OfUsers = 50_000;

    // From here on those who write a trigger may raise the server's own errors, with what they like in them.
    private const int Raisable = 13_000;

    /// <summary>What happened, and the way out.</summary>
    /// <param name="fault">The driver's error.</param>
    /// <param name="database">What errors call the database.</param>
    /// <param name="secret">Whether the server's words may quote a value that is nobody's to see.</param>
    public static string Explain(DbException fault, string database, bool secret = false) => fault switch
    {
        SqlServerDriverException failed => $"{Begin(failed.Message)}.",
        SqlException { Number: TimedOut } => $"{Begin(database)} did not answer in time. Try again, or wait longer with Connect Timeout (to connect) and Command Timeout in the connection string.",
        SqlException refused when IsUntrusted(refused) => $"{Begin(database)} shows a certificate that this machine does not trust. Install one that it does, or, where nobody can stand between, add TrustServerCertificate=True to the connection string.",
        SqlException refused when IsOutOfReach(refused) => $"{Begin(database)} can't be reached{Reason(refused)}. Check Server in the connection string, and that the server runs and may be reached from here.",
        SqlException refused when IsBroken(refused) => $"The connection to {database} broke ({Words(refused, secret)}). Check the server's log if it happens again.",
        SqlException refused => ExplainRefusal(refused, database, secret),
        _ => $"{Begin(database)} could not be used: {fault.Message.TrimEnd('.')}.",
    };

    /// <summary>Whether the error concerns a row alone: a value that doesn't fit, a constraint, a trigger's or a view's refusal, what a statement of a trigger runs into.</summary>
    public static bool IsRowFault(DbException fault) => fault is SqlException { Class: < 20 } refused && !PassingErrors.Has(refused.Number)
        && (IsOfRow(refused.Number) || IsOfTrigger(refused) && !ServerErrors.Has(refused.Number));

    /// <summary>Whether a trigger raised it, ended the transaction, or has the statement that it is about.</summary>
    public static bool IsOfTrigger(SqlException fault) => fault.Number is >= OfUsers or 3609 or 3616 || !string.IsNullOrEmpty(fault.Procedure);

    /// <summary>What a failure inside a transaction left behind: its rollback undoes whatever there was.</summary>
    public static FailureEffect Effect(DbException fault) => IsPassing(fault) ? FailureEffect.NothingTransient : FailureEffect.NothingPermanent;

    /// <summary>What a failed commit left behind. An error that the server answered with undid it; a connection that ended may have ended after it.</summary>
    public static FailureEffect CommitEffect(DbException fault) => fault is SqlException refused && IsAnswer(refused) ? Effect(fault) : FailureEffect.Unknown;

    /// <summary>Whether the same may work a little later.</summary>
    public static bool IsPassing(DbException fault) => fault switch
    {
        SqlServerDriverException failed => failed.IsPassing,
        SqlException refused => IsBroken(refused) || IsOutOfReach(refused) || PassingErrors.Has(refused.Number),
        _ => fault.IsTransient,
    };

    /// <summary>The server's own words. With <paramref name="secret"/> those that may quote a value are left out.</summary>
    public static string Words(SqlException fault, bool secret)
        => secret && MayQuote(fault.Errors[0]) ? FormattableString.Invariant($"error {fault.Number}, whose message may hold a sensitive value and is left out") : FormattableString.Invariant($"{fault.Errors[0].Message.TrimEnd('.')}, error {fault.Number}");

    /// <summary>The driver's error to go along with words that were made of it; null where its own may quote a value that is nobody's to see: its message is that of all its errors, and of what a trigger printed.</summary>
    public static Exception? Inner(DbException fault, bool secret) => secret && fault is SqlException refused && refused.Errors.Cast<SqlError>().Any(MayQuote) ? null : fault;

    private static bool IsOfRow(int number) => number is
        // Null, unique index, constraint, view WITH CHECK OPTION, security policy.
        515 or 2601 or 2627 or 547 or 550 or 33504
        // Too long: text, row, index key, and what the bulk copy is told of one.
        or 2628 or 8152 or 511 or 1946 or 4815 or 7139
        // Conversions and arithmetic.
        or 220 or 232 or 235 or 236 or 237 or 241 or 242 or 244 or 245 or 248 or 293 or 295 or 296 or 517 or 535 or 8114 or 8115 or 8134 or 8169 or 8170 or 3623 or 9420
        // What a text of xml or json is not.
        or (>= 6901 and <= 6999) or (>= 9400 and <= 9499) or 13608 or 13609
        // What a trigger, a function of the table, or whoever wrote it, says; and that it undid the transaction.
        or 512 or 6522 or 3609 or 3616 or 3930 or >= OfUsers;

    // Errors of data quote the value, the unique ones the key; what a trigger says or prints is its author's. What is not known to name things alone may do so, too.
    private static bool MayQuote(SqlError error)
        => error.Number >= Raisable && !string.IsNullOrEmpty(error.Procedure) || !(error.Number is 515 or 547 or 3609 || error.Number < OfUsers && (error.Class >= 20 || PassingErrors.Has(error.Number) || ServerErrors.Has(error.Number)));

    /// <summary>Whether the server answered, and goes on.</summary>
    private static bool IsAnswer(SqlException fault) => !IsBroken(fault) && !IsOutOfReach(fault) && fault.Number is not (TimedOut or 0);

    /// <summary>Whether there was a connection that is no more, or a server that was going away.</summary>
    private static bool IsBroken(SqlException fault) => fault.Class >= 20 && !IsOutOfReach(fault) && !IsUntrusted(fault) || fault.Number is 64 or 121 or 233 or 997 or 10053 or 10054 or 40143 or 40197 or 40540 or 40613;

    /// <summary>Whether there never was a connection.</summary>
    private static bool IsOutOfReach(SqlException fault) => fault.Class >= 20 && fault.ClientConnectionId == Guid.Empty && !IsUntrusted(fault);

    private static bool IsUntrusted(SqlException fault) => InnerOf<AuthenticationException>(fault) is not null;

    private static T? InnerOf<T>(Exception fault)
        where T : Exception
    {
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found) return found;
        }

        return null;
    }

    // Whether the driver says why depends on the system it runs on.
    private static string Reason(SqlException fault)
        => InnerOf<SocketException>(fault) is { SocketErrorCode: not SocketError.Success } socket ? $" ({socket.SocketErrorCode})" : fault.Number != 0 ? FormattableString.Invariant($" (error {fault.Number})") : "";

    private static string ExplainRefusal(SqlException fault, string database, bool secret)
    {
        var words = Words(fault, secret);
        return fault.Number switch
        {
            18456 or 18452 or 18450 or 18486 or 18487 or 18488 or 18470 => $"{Begin(database)} refused to log in ({words}). Check User ID and Password, or the kind of Authentication, in the connection string, and the log-in on the server: its log says the reason.",
            4060 or 911 or 4064 => $"{Begin(database)} can't be opened ({words}). Check Database in the connection string, that it is there, and that the login has a user in it.",
            40615 or 40914 => $"{Begin(database)} lets nobody in from here ({words}). Add a rule to the server's firewall.",
            229 or 230 or 262 or 297 or 300 or 371 or 916 or 1088 or 2760 or 4834 or 6004 or 15151 or 15247 => $"A right is missing in {database} ({words}). Have it granted.",
            10928 or 10929 or 10936 or 17809 or 40501 or 49918 or 49919 or 49920 or 40549 or 40550 or 40551 or 40552 or 40553 => $"{Begin(database)} is at its limit ({words}). Try again, lower Max Pool Size in the connection string, or give the database more.",
            701 or 802 or 8645 or 8651 or 8657 or 8658 => $"The server of {database} is short of memory ({words}). Try again when it has less to do.",
            1105 or 1101 or 5149 or 40544 => $"{Begin(database)} can't grow: its files, or the disk, are full ({words}). Make room and run again.",
            9002 => $"The transaction log of {database} is full ({words}). Back it up, or make room for it, and run again.",
            3906 or 3908 or 976 or 978 or 979 or 983 => $"{Begin(database)} can't be written, or read, here ({words}): it may be a secondary replica, or read-only. Check Server and Application Intent in the connection string.",
            Deadlock or 3960 or 3961 or 41301 or 41302 or 41305 or 41325 or 41839 => $"Another transaction in {database} was in the way ({words}). Try again.",
            LockTimedOut or 1204 => $"A lock was not to be had in {database} ({words}). Try again when the transaction that holds it is done.",
            3952 or 3957 or 3958 => $"{Begin(database)} does not take snapshots ({words}). Run ALTER DATABASE … SET ALLOW_SNAPSHOT_ISOLATION ON.",
            6005 or 904 or 921 or 922 or 924 or 927 or 942 or 952 or 17142 or 18401 or 18451 => $"{Begin(database)} is shutting down, starting or being restored ({words}). Try again when it is up.",
            _ => $"{Begin(database)} refused: {words}.",
        };
    }

    private static string Begin(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
