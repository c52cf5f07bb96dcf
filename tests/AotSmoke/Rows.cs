namespace AotSmoke;

/// <summary>The rows the checks use.</summary>
internal static class Rows
{
    public static OrderLine[] Lines() =>
    [
        new(10, 1, "bolt", LineState.Open, 0.25m, null),
        new(10, 2, "nut", LineState.Open, 0.10m, 5),
        new(11, 1, "bolt", LineState.Shipped, 0.250m, 0),
    ];

    /// <summary>One line more, one shipped, one gone; one written differently that means the same.</summary>
    public static OrderLine[] LinesLater() =>
    [
        new(10, 1, "bolt", LineState.Shipped, 0.25m, null),
        new(11, 1, "bolt", LineState.Shipped, 0.25m, 0),
        new(11, 2, "wäscher", LineState.Open, 1.5m, null),
    ];

    public static Product[] Products() =>
    [
        new() { Code = "A-1", Title = "Anvil", Weight = 12.0, Supplier = "Acme", Tags = new("heavy", "steel") },
        new() { Code = "B-2" },
    ];

    public static Reading Reading(int number, float value)
        => new(new ReadingId(new Guid(number, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), new DateTime(2024, 2, 29, 12, 0, number % 60), value, number % 2 == 0 ? true : null, new byte[] { 1, (byte)number });

    public static Everything Everything(byte a) => new()
    {
        A = a,
        B = 'ß',
        C = -1,
        D = -2,
        E = 3,
        F = 4,
        // The largest that SQLite holds, too.
        G = long.MaxValue,
        H = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(5.5)),
        I = new DateOnly(2024, 2, 29),
        J = new TimeOnly(23, 59, 59, 999),
        K = TimeSpan.FromTicks(-1),
        L = [0, 255],
        M = Guid.Empty,
        N = LineState.Shipped,
    };
}
