using System.Globalization;

namespace Syncline;

/// <summary>Names runs by their time and 32 bits, so that runs sort and never share an id.</summary>
internal static class RunName
{
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
            return string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{_bits:x8}");
        }
    }
}
