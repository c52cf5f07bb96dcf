using System.Globalization;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>A small state file, and what runs make of it when something has happened to its bytes.</summary>
internal sealed class DamagedState : IDisposable
{
    private readonly TestFolder _folder = new(inMemory: true);
    private readonly bool _isLedger;
    private readonly string[] _due;
    private int _copies;

    private DamagedState(bool isLedger)
    {
        _isLedger = isLedger;
        _due = isLedger ? ["event 13 new", "event 14 new"] : ["delete 5", "upsert 13 new", "upsert 2 changed"];
    }

    /// <summary>The file as it was written.</summary>
    public byte[] Whole { get; private set; } = [];

    /// <summary>How many segments the file holds.</summary>
    public int Segments => _folder.Rows("state.db", "SELECT number FROM syncline_segments").Length;

    /// <summary>How many copies failed, and how many were as good as the whole.</summary>
    public (int Failed, int Harmless) Found { get; private set; }

    /// <summary>What was neither found nor harmless.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Makes a file of a few runs, with pages as small as they get.</summary>
    public static async Task<DamagedState> CreateAsync(bool isLedger)
    {
        var state = new DamagedState(isLedger);
        state._folder.Sql("state.db", "PRAGMA page_size = 512; CREATE TABLE mine (x)");
        foreach (var rows in new[] { Rows(6), Rows(12) })
        {
            if (await state.RunAsync("state.db", rows, []) is { Status: not SyncStatus.Succeeded } report) throw new InvalidOperationException(report.ToString());
        }

        state.Whole = await File.ReadAllBytesAsync(state._folder["state.db"]);
        await state.CheckAsync(state.Whole, "nothing");
        return state.Problems.Count == 0 && state.Found == (0, 1) ? state : throw new InvalidOperationException($"The whole file is not whole: {string.Join(", ", state.Problems)}");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Plans and runs over other bytes: either each says what is wrong with the file, or they do what they do over the whole one.</summary>
    public async Task CheckAsync(byte[] bytes, string what)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"{_copies++}.db");
        await File.WriteAllBytesAsync(_folder[file], bytes);
        try
        {
            await CheckAsync(file);
        }
        catch (Exception e)
        {
            Problems.Add($"{what} of {Whole.Length} bytes: {e.Message} ({e.GetType().Name})");
        }
        finally
        {
            foreach (var left in Directory.GetFiles(_folder.Path, file + "*")) File.Delete(left);
        }
    }

    private async Task CheckAsync(string file)
    {
        string[] planned;
        try
        {
            planned = await PlanAsync(file);
            if (!planned.SequenceEqual(_due)) throw new InvalidOperationException($"It plans {string.Join(", ", planned)}.");
        }
        catch (StateException e)
        {
            NamesTheDamage(e.Message, file);
        }

        var isHarmless = true;
        // The second run has nothing to do: what a first one committed is there, and what was there still is.
        foreach (var due in new[] { _due, [] })
        {
            var sent = new List<string>();
            var report = await RunAsync(file, Next(), sent);
            isHarmless &= report.Status == SyncStatus.Succeeded;
            if (report.Status == SyncStatus.Succeeded && !sent.Order(StringComparer.Ordinal).SequenceEqual(due)) throw new InvalidOperationException($"It sent {string.Join(", ", sent)}. {report}");
            if (report.Status == SyncStatus.Succeeded) continue;
            if (report is not { Status: SyncStatus.Failed, Error: StateException }) throw new InvalidOperationException($"{report} {report.Error}");
            if (sent.Except(due).Any() || sent.Count != sent.Distinct().Count()) throw new InvalidOperationException($"It failed and sent {string.Join(", ", sent)}.");
            NamesTheDamage(report.Message!, file);
            break;
        }

        Found = isHarmless ? Found with { Harmless = Found.Harmless + 1 } : Found with { Failed = Found.Failed + 1 };
    }

    private void NamesTheDamage(string message, string file)
    {
        var names = message.Contains(_folder[file], StringComparison.Ordinal) || message.Contains("The state 'Damaged'", StringComparison.Ordinal);
        if (!names || !(message.Contains("damaged", StringComparison.Ordinal) || message.Contains("newer", StringComparison.Ordinal))) throw new InvalidOperationException($"That is not called damage: {message}");
    }

    private static IEnumerable<(int Id, string Text)> Rows(int count) => Enumerable.Range(1, count).Select(id => (id, "old"));

    private IEnumerable<(int Id, string Text)> Next()
        => _isLedger ? [.. Rows(9), (13, "new"), (14, "new")] : Rows(12).Where(row => row.Id != 5).Select(row => row.Id == 2 ? (2, "changed") : row).Append((13, "new"));

    private SqliteStateStore Store(string file) => new(TestFolder.Source(_folder[file]));

    private static SyncDefinition Sync(bool isLedger) => isLedger
        ? new("Damaged", "Damaged", SyncType.Events, SyncMode.Insert)
        : new("Damaged", "Damaged", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete };

    private Task<SyncReport> RunAsync(string file, IEnumerable<(int Id, string Text)> rows, List<string> sent) => _isLedger
        ? SyncEngine.RunAsync<SignUp, SignUp.Key>(Sync(true), SyncSource.From(rows.Select(row => new SignUp(row.Id, row.Text))), new Sent(sent), Store(file), new() { BatchSize = 4 }, Read.Stop)
        : SyncEngine.RunAsync<Customer, Customer.Key>(Sync(false), SyncSource.From(rows.Select(row => new Customer(row.Id, row.Text, null))), new Sent(sent), Store(file), new() { BatchSize = 4 }, Read.Stop);

    private async Task<string[]> PlanAsync(string file)
    {
        if (_isLedger)
        {
            await using var events = await SyncEngine.PlanAsync<SignUp, SignUp.Key>(Sync(true), SyncSource.From(Next().Select(row => new SignUp(row.Id, row.Text))), Store(file), null, Read.Stop);
            return [.. events.Changes().Select(change => change switch
            {
                SyncChange<SignUp, SignUp.Key>.Added added => $"event {added.Row.Id} {added.Row.Email}",
                _ => change.ToString()!,
            }).Order(StringComparer.Ordinal)];
        }

        await using var run = await SyncEngine.PlanAsync<Customer, Customer.Key>(Sync(false), SyncSource.From(Next().Select(row => new Customer(row.Id, row.Text, null))), Store(file), null, Read.Stop);
        return [.. run.Changes().Select(change => change switch
        {
            SyncChange<Customer, Customer.Key>.Added added => $"upsert {added.Row.Id} {added.Row.Email}",
            SyncChange<Customer, Customer.Key>.Changed changed => $"upsert {changed.Row.Id} {changed.Row.Email}",
            SyncChange<Customer, Customer.Key>.Removed removed => $"delete {removed.Key.Id}",
            _ => change.ToString()!,
        }).Order(StringComparer.Ordinal)];
    }

    /// <summary>Writes down what it is sent.</summary>
    private sealed class Sent(List<string> sent) : IUpserts<Customer>, IDeletes<Customer.Key>, IEventDestination<SignUp>
    {
        public string Identity => "sent";

        public OperationKinds Repeatable => OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Event;

        public ValueTask UpsertAsync(RowBatch<Customer> batch, CancellationToken cancellationToken)
        {
            sent.AddRange(batch.Rows.Select(row => $"upsert {row.Id} {row.Email}"));
            return default;
        }

        public ValueTask DeleteAsync(KeyBatch<Customer.Key> batch, CancellationToken cancellationToken)
        {
            sent.AddRange(batch.Keys.Select(key => $"delete {key.Id}"));
            return default;
        }

        public ValueTask DeliverAsync(RowBatch<SignUp> batch, CancellationToken cancellationToken)
        {
            sent.AddRange(batch.Rows.Select(row => $"event {row.Id} {row.Email}"));
            return default;
        }
    }
}
