using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Reset and resync: the two ways on when a state does not fit, is lost or is damaged.</summary>
internal static class StateResets
{
    public static async Task ResetAsync(SyncDefinition sync, SyncSchema schema, IStateStore store, string? instance, CancellationToken cancellationToken)
    {
        var id = RunContext.StateIdOf(sync, instance);
        var session = await store.OpenAsync(id, StateAccess.Run, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        // What is there is not read: it may be damaged.
        var writer = new StateWriter(id, 0);
        writer.Head(StateHeads.Fresh(sync, schema, id) with { Phase = StatePhase.Record });
        await session.ReplaceAsync(Each(writer.Take(), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public static async Task ResyncAsync(SyncDefinition sync, SyncSchema schema, IStateStore store, string? instance, CancellationToken cancellationToken)
    {
        var id = RunContext.StateIdOf(sync, instance);
        var session = await store.OpenAsync(id, StateAccess.Run, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var fresh = StateHeads.Fresh(sync, schema, id) with { Phase = StatePhase.Resync };
        var reader = new HeadReader();
        var log = new StateReader(store.Name, id);
        await foreach (var segment in session.ReadAsync(cancellationToken).ConfigureAwait(false)) log.Read(segment.Span, reader);
        if (reader.Found is { } head && head.Key == fresh.Key && head.Id == id)
        {
            // A generation of its own makes every known row stale, so that it is acted on once more. What became of a commit that is open the next run finds out all the same.
            var writer = new StateWriter(id, log.NextOrdinal);
            writer.Head(fresh with { Destination = head.Destination, Generations = head.Generations.Add(fresh.Model), OwnedSince = head.OwnedSince, DatedSince = head.DatedSince }, lasts: log.Prepared is not null);
            await session.AppendAsync(writer.Take(), null, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Keys of another shape can't be known under this one: everything starts anew.
        var anew = new StateWriter(id, 0);
        anew.Head(fresh);
        await session.ReplaceAsync(Each(anew.Take(), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Each(ReadOnlyMemory<byte>[] segments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return segment;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private sealed class HeadReader : IStateRecords
    {
        public StateHead? Found { get; private set; }

        public void Head(StateHead head) => Found = head;

        public void Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
        {
        }

        public void Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
        {
        }

        public void Drop(ReadOnlySpan<byte> key)
        {
        }
    }
}
