namespace Syncline.Files.Tests;

/// <summary>Rows with every kind of value at its extremes.</summary>
internal static class Extremes
{
    private static readonly DateTime Instant = new DateTime(2026, 2, 28, 23, 59, 59).AddTicks(9_999_990);

    /// <summary>Rows that every format can hold, to the microsecond.</summary>
    public static readonly AllKinds[] Rows =
    [
        new(1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
        new(2, true, 0, 0, 0, 0, 0, 0, 0, 0, 'a', 0, 0, 0, "", [], Guid.Empty, new DateTime(2000, 1, 1), new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateOnly(2000, 1, 1), TimeOnly.MinValue, TimeSpan.Zero),
        new(long.MaxValue, false, byte.MaxValue, sbyte.MinValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, 'ß', float.MaxValue, double.MaxValue, 1234567890.123456789m, "quote ' \" ; , | -- \\ \r\n\t ä 漢字 😀", [0, 255, 1, 254], Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100"), Instant, new DateTimeOffset(Instant, TimeSpan.FromHours(2)), new DateOnly(9999, 12, 31), new TimeOnly(23, 59, 59, 999, 999), TimeSpan.FromDays(3) + TimeSpan.FromMicroseconds(1)),
        new(long.MinValue, true, 1, sbyte.MaxValue, short.MaxValue, 1, int.MaxValue, 1, long.MaxValue, 9_007_199_254_740_993, '\uFFFD', float.Epsilon, double.Epsilon, -0.000000001m, new string('x', 70_000), [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)], Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), new DateTime(1, 1, 2), new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.FromHours(-11.5)), new DateOnly(1, 1, 2), new TimeOnly(12, 0), -TimeSpan.FromHours(5)),
        new(3, null, null, null, null, null, null, null, 9_007_199_254_740_993, null, ',', -0.1f, 0.1, 0.100m, " blank ", [10], null, new DateTime(1969, 7, 20, 20, 17, 40, DateTimeKind.Utc), null, null, null, null),
        new(4, null, null, null, null, null, null, null, null, null, '"', float.NaN, double.NegativeInfinity, null, "\"\"", null, null, null, null, null, null, null),
        new(5, null, null, null, null, null, null, null, null, null, null, float.PositiveInfinity, 1e300, null, "line\nfeed", null, null, null, null, null, null, null),
    ];

    /// <summary>Rows that text alone holds: every digit of a decimal, every tick.</summary>
    public static readonly AllKinds[] Finest =
    [
        new(6, null, null, null, null, null, null, null, null, null, null, null, null, decimal.MaxValue, null, null, null, DateTime.MaxValue, DateTimeOffset.MaxValue, null, TimeOnly.MaxValue, TimeSpan.MaxValue),
        new(7, null, null, null, null, null, null, null, null, null, '\0', null, null, -0.0000000000000000000000000001m, "nul \0 and \u0001", null, null, DateTime.MinValue, DateTimeOffset.MinValue, DateOnly.MinValue, new TimeOnly(1), TimeSpan.MinValue),
        new(8, null, null, null, null, null, null, null, null, null, null, null, null, 1.50m, null, null, null, new DateTime(2026, 1, 1, 1, 2, 3, DateTimeKind.Utc).AddTicks(7), new DateTimeOffset(2026, 1, 1, 1, 2, 3, TimeSpan.FromHours(14)).AddTicks(1), null, null, new TimeSpan(-1)),
    ];
}
