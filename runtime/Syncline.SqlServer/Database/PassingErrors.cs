namespace Syncline;

/// <summary>The numbers of SQL Server's errors after which the same may work a little later.</summary>
/// <remarks>What the driver's own list has for its retries (SqlConfigurableRetryFactory), and what it leaves out because it retries no transaction.</remarks>
internal static class PassingErrors
{
    public static bool Has(int number) => number is
        // No answer, or one that never came to its end.
        -2 or 0
        // Locks, deadlocks, and updates that met another's under SNAPSHOT or in memory-optimized tables.
        or 1204 or 1205 or 1222 or 3960 or 3961 or 41301 or 41302 or 41305 or 41325 or 41839
        // What was read or locked was moved or given up meanwhile; a transaction that is older than what another wrote to a temporal table.
        or 601 or 1203 or 8630 or 13535
        // Memory, worker threads, latches.
        or 701 or 802 or 844 or 845 or 8645 or 8651 or 8628 or 17189
        // Files and logs that are full until somebody makes room.
        or 1101 or 1105 or 9002
        // A database or server that starts, stops, fails over or is moved.
        or 904 or 921 or 922 or 924 or 927 or 952 or 976 or 978 or 979 or 983 or 3906 or 3908 or 4060 or 4221 or 6005 or 17142 or 18401 or 18451
        // Azure: throttled, moved, at a limit.
        or 10928 or 10929 or 10936 or 40143 or 40197 or 40501 or 40540 or 40549 or 40550 or 40613 or 42108 or 42109 or 49918 or 49919 or 49920;
}
