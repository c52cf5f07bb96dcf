using System.Globalization;

namespace Syncline;

/// <summary>Names runs by their time and 32 bits, so that runs sort and never share an id.</summary>
internal static class RunName
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private const int TimeLength = 19;

    // Random, for other processes run the same syncs; and small beside 32 bits, so that counting on comes round once in a million runs.
    private const int MostStep = 1 << 12;
    private static readonly Lock Turn = new();
    private static uint _bits = (uint)Random.Shared.Next();

    /// <summary>The id of a run that begins now. Of runs that one process begins within a millisecond a later one sorts after an earlier one too.</summary>
    public static string Next(DateTimeOffset now)
    {
        lock (Turn)
        {
            _bits += (uint)Random.Shared.Next(1, MostStep);
            return string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{_bits:x8}");
        }
    }

    /// <summary>The id of a run, or where it does not sort after the commit before it, because the clock was set back meanwhile, one that does: of the millisecond after that commit's run began.</summary>
    public static string After(string commit, string runId)
    {
        if (string.CompareOrdinal(runId, commit) > 0 || commit.Length < TimeLength || !DateTimeOffset.TryParseExact(commit.AsSpan(0, TimeLength), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return runId;
        return Next(time.AddMilliseconds(1));
    }
}
