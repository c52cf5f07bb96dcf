namespace Syncline.Tests.Engine;

/// <summary>What a journal writes around a commit that is prepared before it is made.</summary>
public sealed class StateJournalTests
{
    private const string Id = "Tests.Item";
    private static readonly StateHead Head = new(Id, "Write", "Id Int32", null, StatePhase.First, [ModelSignature.Of(Item.Schema)], 0, 0);
    private readonly WatchedStore _store = new();

    [Fact]
    public async Task AVerdictOutlivesWhatIsDiscardedWithIt()
    {
        await using var session = await OpenAsync();
        var baseline = await LoadAsync(session);
        var journal = new StateJournal(baseline, Head, headIsNew: true);
        await CommitAsync(session, journal, "run-000001", () => Put(journal, baseline, 1), tookEffect: true);
        // The next batch can't be read from the spool: what it began to say is thrown away.
        journal.Prepare("run-000002");
        Put(journal, baseline, 2);
        journal.Discard();
        Assert.False(journal.IsEmpty);
        await session.AppendAsync(journal.Take(), null, TestContext.Current.CancellationToken);
        journal.Confirm();
        var reread = await LoadAsync(session);
        Assert.Equal((null, "run-000001", 1), (reread.Commits.Open, reread.LastCommit, reread.CountKnown()));
    }

    [Fact]
    public async Task WhatWasDeliveredIsToldFromWhatWasNotAlsoAfterACommitThatDidNotTakeEffect()
    {
        await using var session = await OpenAsync();
        var baseline = await LoadAsync(session);
        var journal = new StateJournal(baseline, Head, headIsNew: true);
        journal.Tell("run");
        await CommitAsync(session, journal, "run-000001", () => Put(journal, baseline, 1, delivered: true), tookEffect: true);
        await CommitAsync(session, journal, "run-000002", () => Put(journal, baseline, 2, delivered: false), tookEffect: false);
        Put(journal, baseline, 3, delivered: false);
        await session.AppendAsync(journal.Take(), null, TestContext.Current.CancellationToken);
        journal.Confirm();
        var reread = await LoadAsync(session);
        var last = new DeliveredRuns(reread, new KeyFormat(Item.Schema));
        await last.ReadAsync(session, _store.Name, Id, TestContext.Current.CancellationToken);
        Assert.Equal((true, false), (last.Has(reread.Table.Find((UInt128)1)), last.Has(reread.Table.Find((UInt128)3))));
    }

    [Fact]
    public async Task ALogThatEndsInAnOpenCommitIsNotFolded()
    {
        await using var session = await OpenAsync();
        var baseline = await LoadAsync(session);
        var journal = new StateJournal(baseline, Head, headIsNew: true);
        journal.Prepare("run-000001");
        Put(journal, baseline, 1);
        await session.AppendAsync(journal.Take(), null, TestContext.Current.CancellationToken);
        journal.Prepared();
        var context = new RunContext(new("Item.Sync", Id, SyncType.Objects, SyncMode.Upsert), Item.Schema, new SyncOptions { FoldDue = 0 }, _store);
        Assert.Null(await StateFold.FoldFirstAsync(new PreparedState(baseline, Head, false), context, session));
        Assert.Equal(0, _store.Replacements);
        journal.Settle(tookEffect: true);
        await session.AppendAsync(journal.Take(), null, TestContext.Current.CancellationToken);
        journal.Confirm();
        Assert.Null(await StateFold.FoldFirstAsync(new PreparedState(baseline, Head, false), context, session));
        Assert.Equal(1, _store.Replacements);
        Assert.Equal(("run-000001", 1), await LoadAsync(session) is var folded ? (folded.LastCommit, folded.CountKnown()) : default);
    }

    private async Task<IStateSession> OpenAsync() => await _store.OpenAsync(Id, StateAccess.Run, TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task<Baseline> LoadAsync(IStateSession session) => Baseline.LoadAsync(session, "memory", Id, Item.Schema, TestContext.Current.CancellationToken);

    private static async Task CommitAsync(IStateSession session, StateJournal journal, string commit, Action write, bool tookEffect)
    {
        journal.Prepare(commit);
        write();
        await session.AppendAsync(journal.Take(), null, TestContext.Current.CancellationToken);
        journal.Prepared();
        journal.Settle(tookEffect);
    }

    private static void Put(StateJournal journal, Baseline baseline, int key, bool delivered = true)
    {
        journal.Told(delivered);
        var entry = baseline.Table.GetOrAdd((UInt128)(uint)key, out _);
        journal.Put(entry, EntryFlags.Known | EntryFlags.Owned, new SpooledChange(new PlannedChange { Entry = entry, Hash = 7 }, [], BitConverter.GetBytes(key), []), keepRow: false);
    }
}
