namespace Syncline;

/// <summary>Names runs by their time and 32 bits, so that runs sort and never share an id.</summary>
internal static class RunName
{
    private const int Step = 1 << 12;
    private static readonly Lock Turn = new();
    private static (string Time, uint Bits) _last = ("", 0);

    /// <summary>The id of a run that begins now. Of runs that one process begins within a millisecond a later one sorts after an earlier one too.</summary>
    public static string Next(DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        lock (Turn)
        {
            var isLater = time == _last.Time && _last.Bits < uint.MaxValue - Step;
            _last = (time, isLater ? _last.Bits + 1 + (uint)Random.Shared.Next(Step) : (uint)Random.Shared.Next());
            return $"{time}-{_last.Bits:x8}";
        }
    }
}
