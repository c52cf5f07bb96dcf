using System.Globalization;

namespace Syncline.Files.Tests.Survival;

/// <summary>How a world's rows are delivered.</summary>
public enum WorldKind
{
    /// <summary>Three files a run.</summary>
    Diff,

    /// <summary>A file of all rows a run.</summary>
    Snapshot,

    /// <summary>A commit a batch, each row once.</summary>
    Events,
}

/// <summary>A source with a history, a lake and a state: the same in each process that looks at it.</summary>
/// <param name="Folder">Where the lake and the state are.</param>
/// <param name="Kind">How rows are delivered.</param>
/// <param name="Seed">Which history the source has.</param>
internal sealed record World(string Folder, WorldKind Kind, int Seed)
{
    private const int Ids = 60;
    private const int RowsPerFile = 7;
    private const int BatchSize = 9;
    private const int EventsPerRound = 30;
    private readonly List<Dictionary<int, int>> _rounds = [[]];

    public string Lake => Path.Combine(Folder, "lake");

    public SyncDefinition Sync => new("World", "World", Kind == WorldKind.Events ? SyncType.Events : SyncType.Objects, Kind switch
    {
        WorldKind.Diff => SyncMode.Diff,
        WorldKind.Snapshot => SyncMode.Snapshot,
        _ => SyncMode.Insert,
    });

    public string[] Arguments => [Folder, Kind.ToString(), Seed.ToString(CultureInfo.InvariantCulture)];

    public static World Of(string[] arguments) => new(arguments[0], Enum.Parse<WorldKind>(arguments[1]), int.Parse(arguments[2], CultureInfo.InvariantCulture));

    /// <summary>The rows of a round: each id with the round that last changed it. Events only ever come.</summary>
    public Dictionary<int, int> Rows(int round)
    {
        while (_rounds.Count <= round) _rounds.Add(Next(_rounds[^1], _rounds.Count));
        return _rounds[round];
    }

    /// <summary>Runs the sync over the rows of a round.</summary>
    /// <param name="round">The round.</param>
    /// <param name="reached">Hears of each step; it may kill the process.</param>
    public Task<SyncReport> RunAsync(int round, Action<string>? reached = null)
    {
        var lake = new FileFolder(Lake, FileFormat.Csv(new() { NewLine = "\n", Header = false })) { CreateIfMissing = true, RowsPerFile = RowsPerFile, Reached = reached };
        var rows = Rows(round).Select(row => new Customer(row.Key, row.Value.ToString(CultureInfo.InvariantCulture), null));
        var options = new SyncOptions { BatchSize = BatchSize, RemovalLimitShare = 1 };
        return SyncEngine.RunAsync<Customer, Customer.Key>(Sync, SyncSource.From(rows), lake, new SqliteStateStore($"Data Source={Path.Combine(Folder, "state.db")};Default Timeout=30"), options, CancellationToken.None);
    }

    private Dictionary<int, int> Next(Dictionary<int, int> before, int round)
    {
        var random = new Random((Seed * 1000) + round);
        if (Kind == WorldKind.Events) return before.Concat(Enumerable.Range(((round - 1) * EventsPerRound) + 1, EventsPerRound).Select(id => KeyValuePair.Create(id, round))).ToDictionary();
        var rows = new Dictionary<int, int>();
        foreach (var id in Enumerable.Range(1, Ids))
        {
            var luck = random.Next(100);
            if (before.TryGetValue(id, out var version))
            {
                if (luck >= 15) rows.Add(id, luck < 40 ? round : version);
            }
            else if (luck < 40)
            {
                rows.Add(id, round);
            }
        }

        return rows;
    }
}
