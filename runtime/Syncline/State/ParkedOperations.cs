using System.Collections.Immutable;

namespace Syncline;

/// <summary>An operation that is no longer tried by itself.</summary>
/// <typeparam name="TKey">The model's key.</typeparam>
/// <param name="Kind">What was asked of the destination.</param>
/// <param name="Key">The key.</param>
/// <param name="Outcome"><see cref="Outcome.Rejected"/> after too many attempts, or <see cref="Outcome.Unknown"/> where it may not be sent again.</param>
/// <param name="Reason">Why, in the destination's words.</param>
/// <param name="Attempts">In how many runs it was rejected.</param>
public sealed record ParkedOperation<TKey>(OperationKind Kind, TKey Key, Outcome Outcome, string Reason, int Attempts)
    where TKey : struct, ISyncKey<TKey>;

/// <summary>How a parked operation is settled.</summary>
internal enum Settlement
{
    /// <summary>The next run tries it again.</summary>
    Replay,

    /// <summary>It was applied.</summary>
    Accept,

    /// <summary>It is given up.</summary>
    Drop,
}

/// <summary>Lists what is parked in a state, and settles it key by key.</summary>
internal static class ParkedOperations<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public static async Task<ImmutableArray<ParkedOperation<TKey>>> ListAsync(RunContext context, CancellationToken cancellationToken)
    {
        var session = await context.Store.OpenAsync(context.StateId, StateAccess.Read, context.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var (baseline, _, _) = await PreparedState.LoadAsync(context, session, null, cancellationToken).ConfigureAwait(false);
        var parked = ImmutableArray.CreateBuilder<ParkedOperation<TKey>>();
        void Add(int entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
        {
            var outcome = (baseline.FlagsOf(entry) & EntryFlags.Rejected) == 0 ? Outcome.Unknown : Outcome.Rejected;
            var note = baseline.NoteOf(entry);
            parked.Add(new ParkedOperation<TKey>(note?.Kind ?? default, KeyCodec.Decode<TKey>(key, TModel.Schema), outcome, note?.Reason ?? "not answered", note?.Attempts ?? 0));
        }

        bool IsParked(int entry) => (baseline.FlagsOf(entry) & EntryFlags.Parked) != 0;
        var fetch = new StateFetch(baseline, context.Schema, IsParked, Add);
        await fetch.RunAsync(session, context.Store.Name, context.StateId, cancellationToken).ConfigureAwait(false);
        return parked.ToImmutable();
    }

    public static async Task SettleAsync(RunContext context, TKey key, Settlement settlement, CancellationToken cancellationToken)
    {
        var session = await context.Store.OpenAsync(context.StateId, StateAccess.Run, context.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var (baseline, head, _) = await PreparedState.LoadAsync(context, session, null, cancellationToken).ConfigureAwait(false);
        OpenCommit.ThrowIfAny(context, baseline);
        byte[] buffer = [];
        var length = KeyCodec.Encode(key, context.Schema, ref buffer);
        var bytes = buffer.AsMemory(0, length);
        var entry = baseline.Table.Find(new KeyFormat(context.Schema).ImageOf(bytes.Span));
        if (entry < 0 || (baseline.FlagsOf(entry) & EntryFlags.Parked) == 0 || baseline.State is not { } stored)
        {
            throw new StateException($"{context.Sync.Name} has nothing parked under {KeyText.Of<TModel, TKey>(key)} in {context.Store.Name}. ParkedAsync lists what is.");
        }

        var writer = new StateWriter(context.StateId, baseline.NextOrdinal);
        // A word of a person's, and no delivery of the run before.
        if (UndoRules.IsKept(context.Sync, context.Schema)) writer.Run(RunPart.LeftAlone, "");
        Write(writer, new SyncRules(context.Sync, head.Phase), baseline, entry, bytes.Span, (stored.Generation, context.LedgerDay), settlement);
        await session.AppendAsync(writer.Take(), null, cancellationToken).ConfigureAwait(false);
    }

    private static void Write(StateWriter writer, SyncRules rules, Baseline baseline, int entry, ReadOnlySpan<byte> key, (int Generation, int Day) recorded, Settlement settlement)
    {
        var flags = baseline.FlagsOf(entry);
        var note = baseline.NoteOf(entry);
        if (settlement == Settlement.Replay)
        {
            writer.Mark(flags & ~EntryFlags.Parked, key, note is null ? null : note with { Attempts = 0 });
            return;
        }

        if (rules.IsRemoval(note?.Kind))
        {
            writer.Drop(key);
            if (settlement == Settlement.Accept && note!.Kind is OperationKind.Clear or OperationKind.Archive) writer.Mark(EntryFlags.Left | (flags & EntryFlags.Owned), key, null);
            return;
        }

        // Applied makes the record ours; given up leaves it whose it was. Either way the row is dealt with, until it changes.
        var owned = settlement == Settlement.Accept ? EntryFlags.Owned : flags & EntryFlags.Owned;
        writer.Put(recorded.Generation, EntryFlags.Known | owned, key, note?.RowHash ?? 0, baseline.TolerancesOf(entry), default, false, recorded.Day);
    }
}
