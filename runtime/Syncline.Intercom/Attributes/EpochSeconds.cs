namespace Syncline;

/// <summary>Times as Intercom has them: whole seconds since 1970 in UTC. What is sharper is cut.</summary>
internal static class EpochSeconds
{
    /// <summary>The seconds of a time, the day's beginning for a date; null for what is no time. A time without a zone is in UTC.</summary>
    public static long? Of<T>(T value)
        where T : struct
        => value switch
        {
            DateTimeOffset instant => instant.ToUnixTimeSeconds(),
            DateTime { Kind: DateTimeKind.Local } time => new DateTimeOffset(time).ToUnixTimeSeconds(),
            DateTime time => new DateTimeOffset(time.Ticks, TimeSpan.Zero).ToUnixTimeSeconds(),
            DateOnly date => new DateTimeOffset(date.ToDateTime(default), TimeSpan.Zero).ToUnixTimeSeconds(),
            _ => null,
        };
}
