namespace Syncline;

/// <summary>For how long a ledger remembers a delivered key that is no longer in the result: whole days in UTC, counted from 1970-01-01.</summary>
internal static class LedgerTerm
{
    /// <summary>A later day than any.</summary>
    public const ushort Unchanged = ushort.MaxValue;

    public static bool IsBounded(SyncDefinition sync) => sync.KeepLedger > 0 && SyncFamily.IsLedger(sync);

    /// <summary>The day of a time; 1 at least, for 0 says that there is none.</summary>
    public static int DayOf(DateTimeOffset time) => (int)Math.Clamp((time.UtcDateTime - DateTime.UnixEpoch).TotalDays, 1, Unchanged - 1);
}
