namespace Syncline.Tests.Engine.Oracle;

/// <summary>A state as the engine reads it back, to be compared with what SPEC says.</summary>
internal sealed class ActualState
{
    private readonly Baseline _baseline;
    private readonly KeyFormat _format;
    private readonly Func<int, byte[]> _keyBytes;

    private ActualState(Baseline baseline, SyncSchema schema, Func<int, byte[]> keyBytes)
        => (_baseline, _format, _keyBytes) = (baseline, new KeyFormat(schema), keyBytes);

    public StateHead? Head => _baseline.State;

    public int Alive => _baseline.CountAlive();

    public static ActualState Load(World world, string family)
    {
        var schema = family == "Wide" ? Wide.Schema : Item.Schema;
        var baseline = Read(world, schema);
        if (baseline.Commits.Open is { } open)
        {
            // The next run asks, and so does who looks.
            var writer = new StateWriter(StateId, baseline.NextOrdinal);
            writer.Settle(open, world.Commits.Contains(open));
            baseline = Read(new World(CommitWay.Prepared) { Segments = [.. world.Segments, .. writer.Take().Select(segment => segment.ToArray())] }, schema);
        }

        return new ActualState(baseline, schema, family == "Wide" ? key => Encode(WideKit.KeyFrom(key), schema) : key => Encode(ItemKit.KeyFrom(key), schema));
    }

    /// <summary>The commit of which the state knows nothing yet.</summary>
    public static string? OpenCommit(World world, string family) => Read(world, family == "Wide" ? Wide.Schema : Item.Schema).Commits.Open;

    private static Baseline Read(World world, SyncSchema schema)
    {
        var session = new ScriptedStore(new Fate(world, RunSpec.Default)).OpenAsync(StateId, StateAccess.Read, world.Time, default).AsTask().GetAwaiter().GetResult();
        return Baseline.LoadAsync(session, "scripted", StateId, schema, keepsDays: true, default).GetAwaiter().GetResult();
    }

    public const string StateId = "Tests.Oracle";

    public EntryFlags FlagsOf(int key)
    {
        var entry = _baseline.Table.Find(_format.ImageOf(_keyBytes(key)));
        return entry < 0 ? EntryFlags.None : _baseline.FlagsOf(entry);
    }

    /// <summary>How what is remembered of a key differs from what it should be; null when it doesn't.</summary>
    public string? Differs(int key, NaiveEntry? expected, int generation)
    {
        var entry = _baseline.Table.Find(_format.ImageOf(_keyBytes(key)));
        var actual = entry < 0 ? EntryFlags.None : _baseline.FlagsOf(entry);
        var note = entry < 0 ? null : _baseline.NoteOf(entry);
        const EntryFlags compared = ~(EntryFlags.HasNote | EntryFlags.Stale);
        if (expected is null) return (actual & compared) == 0 ? null : $"forgotten expected, {actual} found";
        if ((actual & compared) != Flags(expected)) return $"{Flags(expected)} expected, {actual & compared} found";
        if ((expected.Known || expected.Owed) && expected.Base is { } row)
        {
            var isStale = (actual & EntryFlags.Stale) != 0;
            if (isStale != expected.Generation < generation) return $"stale is {isStale}";
            if (_baseline.DayOf(entry) != (expected.Day ?? 0)) return $"day {expected.Day} expected, {_baseline.DayOf(entry)} found";
            if (_baseline.Table.HashOf(entry) != Hash(row, expected.BaseVersion)) return $"the baseline is not {row}";
        }

        if ((note?.AbsentRuns ?? 0) != expected.AbsentRuns) return $"{expected.AbsentRuns} absent runs expected, {note?.AbsentRuns ?? 0} found";
        if (!expected.InDoubt && !expected.Rejected) return null;
        if (note is null || note.Kind != expected.Tried || note.Attempts != expected.Attempts) return $"{expected.Tried} tried {expected.Attempts} times expected, {note} found";
        var tried = expected.TriedRow is null ? 0 : Hash(expected.TriedRow, expected.TriedVersion);
        return note.RowHash == tried ? null : "another row was tried";
    }

    public static EntryFlags Flags(NaiveEntry entry)
        => (entry.Known ? EntryFlags.Known : 0) | (entry.Owned ? EntryFlags.Owned : 0) | (entry.Left || entry.Owed ? EntryFlags.Left : 0)
            | (entry.InDoubt ? EntryFlags.InDoubt : 0) | (entry.Rejected ? EntryFlags.Rejected : 0) | (entry.Parked ? EntryFlags.Parked : 0);

    private ulong Hash(Row row, int version)
    {
        if (_format.IsAlwaysExact) return version == 1 ? Hash(ItemKit.Make(row)) : Hash(ItemV2Kit.Make(row));
        return Hash(WideKit.Make(row));
    }

    private static ulong Hash<TModel>(TModel row)
        where TModel : ISyncModel<TModel>
    {
        var encoder = new RowEncoder(TModel.Schema);
        TModel.Write(in row, ref encoder);
        return encoder.Hash();
    }

    private static byte[] Encode<TKey>(TKey key, SyncSchema schema)
        where TKey : struct, ISyncKey<TKey>
    {
        byte[] buffer = [];
        var length = KeyCodec.Encode(key, schema, ref buffer);
        return buffer[..length];
    }
}
