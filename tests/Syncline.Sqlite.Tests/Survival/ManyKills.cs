using System.Globalization;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>How often processes are killed, and where.</summary>
internal static class ManyKills
{
    private const int KillsOfAWorld = 8;

    // Each point with how often a few rounds come to it.
    private static readonly (string Point, int Times)[] Points =
    [
        ("open", 3), ("opened", 3), ("read", 12), ("source", 200), ("append", 15), ("appending", 15), ("appended", 15), ("apply", 12), ("writing", 150), ("applied", 12),
        ("commit", 12), ("committing", 12), ("committed", 12), ("fold", 2), ("folding", 2), ("folded", 2), ("close", 3), ("closed", 3), ("anything", 400),
    ];

    // Four kinds of world, with one file and with two.
    private static int OfEachWorld => int.Parse(Environment.GetEnvironmentVariable("SYNCLINE_KILLS") ?? "304", CultureInfo.InvariantCulture) / 8;

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("SYNCLINE_SEED") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Kills the runs of worlds of a kind, half of them at known points and half at any moment.</summary>
    public static async Task OfAsync(WorldKind kind, bool sharesFile)
    {
        var random = new Random(Seed + (int)kind);
        var kills = Math.Max(2, OfEachWorld);
        for (var kill = 0; kill < kills;)
        {
            // A few in a row for each: what one left behind must not trouble the next.
            using var folder = new TestFolder(inMemory: true);
            folder.Sql("table.db", World.Table(kind));
            var seed = random.Next(1_000);
            var world = new KilledWorld(folder, new World(folder.Path, kind, sharesFile, seed), sharesFile, seed);
            for (var end = Math.Min(kills, kill + KillsOfAWorld); kill < end; kill++)
            {
                var (point, times) = Points[kill / 2 % Points.Length];
                await world.KillAsync(kill % 2 == 0 ? new Fuse(point, random.Next(times) + 1) : null);
            }
        }
    }
}
