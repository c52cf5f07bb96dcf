namespace Syncline.Benchmarks;

/// <summary>Customers made up from a seed.</summary>
internal static class Customers
{
    private static readonly string[] Names = ["Ada", "Grace", "Édith", "Linus", "Barbara", "José", "Margaret", "Ken", "Frances", "Jürgen"];

    /// <summary>A customer.</summary>
    public static Customer Make(Random random, int id) => new(
        id,
        $"user{id}@example.com",
        random.Next(8) == 0 ? null : $"{Names[random.Next(Names.Length)]} {random.Next(10_000)}",
        random.Next(1_000_000) / 100m,
        new DateTime(2024, 1, 1).AddSeconds(random.Next(100_000_000)),
        random.Next(4) != 0,
        random.Next(5) == 0 ? null : random.Next(18, 99),
        random.NextDouble());
}
