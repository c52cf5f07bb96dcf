using System.Globalization;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>What kind of sync a world has.</summary>
public enum WorldKind
{
    /// <summary>Upsert, with removals.</summary>
    Objects,

    /// <summary>Each delivered once.</summary>
    Events,

    /// <summary>Members put in, and taken out when their rows are gone.</summary>
    Members,

    /// <summary>Members taken out when their rows come.</summary>
    Leavers,
}

/// <summary>A source with a history, a table that counts its writes, and a state beside it or in its file: the same in each process that looks at it.</summary>
/// <param name="folder">Where the files are.</param>
/// <param name="kind">What the sync is.</param>
/// <param name="sharesFile">Whether the state is in the table's file.</param>
/// <param name="seed">Which history the source has.</param>
internal sealed class World(string folder, WorldKind kind, bool sharesFile, int seed)
{
    public const int BatchSize = 8;
    private const int Ids = 120;
    private const int NewPerRound = 24;
    private const int AllRounds = 400;
    private readonly List<Dictionary<int, int>> _rounds = [[]];

    /// <summary>How long a lock of another connection is waited for.</summary>
    public int Patience { get; init; } = 30;

    /// <summary>Where the state's own file is, where that is not beside the table's.</summary>
    public string? StateFolder { get; init; }

    private string TableFile => Path.Combine(folder, "table.db");

    private string StateFile => sharesFile ? TableFile : Path.Combine(StateFolder ?? folder, "state.db");

    public override string ToString() => $"{kind} seed {seed} {(sharesFile ? "in one file" : "in two files")} under {folder}";

    /// <summary>The arguments that make the same world in another process.</summary>
    public string[] Arguments => [folder, kind.ToString(), sharesFile ? "one" : "two", seed.ToString(CultureInfo.InvariantCulture)];

    public static World Of(string[] arguments) => new(arguments[0], Enum.Parse<WorldKind>(arguments[1]), arguments[2] == "one", int.Parse(arguments[3], CultureInfo.InvariantCulture));

    /// <summary>Makes the table. Its triggers write down every write of every row, in the transaction of the row.</summary>
    public static string Table(WorldKind kind) => $"""
        CREATE TABLE t (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); CREATE TABLE writes (what TEXT);
        {(kind == WorldKind.Leavers ? $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {AllRounds * NewPerRound}) INSERT INTO t SELECT i, 'old', NULL FROM n;" : "")}
        CREATE TRIGGER i AFTER INSERT ON t BEGIN INSERT INTO writes VALUES ('write ' || new.Id || ' ' || new.Email); END;
        CREATE TRIGGER u AFTER UPDATE ON t BEGIN INSERT INTO writes VALUES ('write ' || new.Id || ' ' || new.Email); END;
        CREATE TRIGGER d AFTER DELETE ON t BEGIN INSERT INTO writes VALUES ('delete ' || old.Id || ' ' || old.Email); END;
        """;

    /// <summary>The rows of a round: each id with the round that last changed it. Round 0 has none.</summary>
    public Dictionary<int, int> Rows(int round)
    {
        while (_rounds.Count <= round) _rounds.Add(Next(_rounds[^1], _rounds.Count));
        return _rounds[round];
    }

    /// <summary>What a round does to the table, after the one before it.</summary>
    public IEnumerable<string> Effects(int round)
    {
        var (before, after) = (Rows(round - 1), Rows(round));
        foreach (var (id, version) in after.Where(row => !before.TryGetValue(row.Key, out var was) || was != row.Value)) yield return kind == WorldKind.Leavers ? $"delete {id} old" : $"write {id} {version}";
        if (kind is not (WorldKind.Objects or WorldKind.Members)) yield break;
        foreach (var (id, version) in before.Where(row => !after.ContainsKey(row.Key))) yield return $"delete {id} {version}";
    }

    /// <summary>What the table holds after a round.</summary>
    public IEnumerable<string> Contents(int round) => kind switch
    {
        WorldKind.Objects or WorldKind.Members => Rows(round).Select(row => $"{row.Key}|{row.Value}"),
        WorldKind.Events => Enumerable.Range(1, round).SelectMany(Rows).Distinct().Select(row => $"{row.Key}|{row.Value}"),
        _ => Enumerable.Range(1, AllRounds * NewPerRound).Except(Enumerable.Range(1, round).SelectMany(entered => Rows(entered).Keys)).Select(id => $"{id}|old"),
    };

    /// <summary>What is planned is written down before it is sent.</summary>
    public bool Owes => kind == WorldKind.Events;

    /// <summary>What only the rows of one round bring into the table, or take out of it, for good.</summary>
    public IEnumerable<string> Passing(int round) => kind switch
    {
        WorldKind.Objects or WorldKind.Members => [],
        WorldKind.Events => Rows(round).Where(row => row.Value == round && !Rows(round + 1).ContainsKey(row.Key)).Select(row => $"{row.Key}|{row.Value}"),
        _ => Rows(round).Where(row => row.Value == round && !Rows(round + 1).ContainsKey(row.Key)).Select(row => $"{row.Key}|old"),
    };

    /// <summary>Runs the sync over the rows of a round.</summary>
    public Task<SyncReport> RunAsync(int round, Fuse fuse, SyncOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SyncOptions();
        options.BatchSize = BatchSize;
        options.RemovalLimitShare = 1;
        // A fold in most of the runs.
        options.FoldDue = 60;
        var store = new FusedStore(new SqliteStateStore(Source(StateFile)), fuse);
        var table = new FusedTable(new SqliteTable(Source(TableFile), "t"), fuse);
        var rows = Rows(round).Select(row =>
        {
            fuse.Meet("source");
            return row;
        });
        return kind switch
        {
            WorldKind.Objects => SyncEngine.RunAsync<Customer, Customer.Key>(
                new("World", "World", SyncType.Objects, Upsert) { WhenRemoved = WhenRemoved.Delete },
                SyncSource.From(rows.Select(row => new Customer(row.Key, Text(row.Value), null))), table, store, options, cancellationToken),
            WorldKind.Events => SyncEngine.RunAsync<SignUp, SignUp.Key>(
                new("World", "World", SyncType.Events, SyncMode.Insert),
                SyncSource.From(rows.Select(row => new SignUp(row.Key, Text(row.Value)))), table, store, options, cancellationToken),
            WorldKind.Members => SyncEngine.RunAsync<Member, Member.Key>(
                new("World", "World", SyncType.Segments, SyncMode.Add) { WhenRemoved = WhenRemoved.RemoveMember },
                SyncSource.From(rows.Select(row => new Member(row.Key, Text(row.Value)))), table, store, options, cancellationToken),
            _ => SyncEngine.RunAsync<Member, Member.Key>(
                new("World", "World", SyncType.Segments, SyncMode.Remove),
                SyncSource.From(rows.Select(row => new Member(row.Key, Text(row.Value)))), table, store, options, cancellationToken),
        };
    }

    private string Source(string file) => string.Create(CultureInfo.InvariantCulture, $"Data Source={file};Default Timeout={Patience}");

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);

    private Dictionary<int, int> Next(Dictionary<int, int> before, int round)
    {
        var random = new Random((seed * 1000) + round);
        if (kind is WorldKind.Events or WorldKind.Leavers)
        {
            // Each comes once and stays for one to three rounds.
            var here = before.Where(row => row.Value > round - 3 && random.Next(3) > 0).ToDictionary();
            foreach (var id in Enumerable.Range(((round - 1) * NewPerRound) + 1, NewPerRound)) here.Add(id, round);
            return here;
        }

        var rows = new Dictionary<int, int>();
        foreach (var id in Enumerable.Range(1, Ids))
        {
            var luck = random.Next(100);
            if (before.TryGetValue(id, out var version))
            {
                // A member that only changed is left alone, so none does here.
                if (luck >= 12) rows.Add(id, luck < 35 && kind == WorldKind.Objects ? round : version);
            }
            // One that has just left does not come back at once: were the round between killed, it would never have been away.
            else if (luck < (round == 1 ? 70 : 30) && (round == 1 || !_rounds[round - 2].ContainsKey(id)))
            {
                rows.Add(id, round);
            }
        }

        return rows;
    }
}
