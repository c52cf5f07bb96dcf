using System.Collections.Immutable;
using System.ComponentModel;

namespace Syncline;

/// <summary>What generated sync methods call. Not meant to be called by hand: the generated methods check the destination.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SyncEngine
{
    /// <summary>Reads, compares, plans, guards, delivers and commits.</summary>
    /// <returns>The report: everything but wrong arguments is a status.</returns>
    public static Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, ISyncSource<TModel> source, IDestination destination, IStateStore state, SyncOptions? options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(state);
        DestinationIdentity.Check(destination);
        options ??= new SyncOptions();
        options.Check();
        return SyncRun.RunAsync<TModel, TKey>(sync, source, destination, state, options, cancellationToken);
    }

    /// <summary>Reads, compares and plans.</summary>
    /// <exception cref="SourceException">The source failed, or rows share a key and <see cref="DuplicateKeys.Fail"/> stops.</exception>
    /// <exception cref="StateException">The state can't be read, is damaged, or does not fit the sync.</exception>
    public static async Task<PlannedRun<TModel, TKey>> PlanAsync<TModel, TKey>(SyncDefinition sync, ISyncSource<TModel> source, IStateStore state, SyncOptions? options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(state);
        options ??= new SyncOptions();
        options.Check();
        try
        {
            return await SyncRun.PlanAsync<TModel, TKey>(sync, source, state, options, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncStoppedException e)
        {
            throw e.IsOfSource ? new SourceException(e.Message, e) : new StateException(e.Message, e);
        }
    }

    /// <summary>Plans what brings the destination back to what it was before the last run that delivered anything. The next run does it again unless the source is corrected first; an undo that ended midway is planned again for what is left, and one that is done is not undone.</summary>
    /// <exception cref="InvalidOperationException">Runs of this sync can't be undone: it keeps no rows, or its type or mode has no way back.</exception>
    /// <exception cref="StateException">The state remembers no run to undo, has not every row it takes, can't be read, is damaged, or does not fit the sync.</exception>
    public static async Task<PlannedRun<TModel, TKey>> PlanUndoAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, SyncOptions? options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(state);
        options ??= new SyncOptions();
        options.Check();
        if (UndoRules.WhyNot(sync, TModel.Schema) is { } why) throw new InvalidOperationException(why);
        try
        {
            return await SyncRun.PlanUndoAsync<TModel, TKey>(sync, state, options, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncStoppedException e)
        {
            throw new StateException(e.Message, e);
        }
    }

    /// <summary>Makes the next run take the source as delivered and send nothing. Whatever the state held is forgotten, and whatever the source then holds counts as delivered by this sync: its removal too is ours from then on.</summary>
    /// <exception cref="StateException">The store failed, or a run holds the lease.</exception>
    public static Task ResetAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(state);
        return StateResets.ResetAsync(sync, TModel.Schema, state, instance, cancellationToken);
    }

    /// <summary>Makes the next run act on every row as a first run does; known keys stay known.</summary>
    /// <exception cref="StateException">The store failed, the state is damaged, or a run holds the lease.</exception>
    public static Task ResyncAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => ResyncAsync<TModel, TKey>(sync, state, false, instance, cancellationToken);

    /// <summary>Makes the next run act on every row as a first run does, and deliver events and actions again.</summary>
    /// <exception cref="ArgumentException">Events or actions would be delivered again, and <paramref name="sendAgain"/> does not say that this is meant.</exception>
    /// <exception cref="StateException">The store failed, the state is damaged, or a run holds the lease.</exception>
    public static Task ResyncAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, bool sendAgain, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(state);
        if (SyncFamily.IsLedger(sync) && !sendAgain) throw new ArgumentException($"A resync of {sync.Name} delivers again what was delivered before. Say sendAgain: true if that is meant; ResetAsync takes the source as delivered.", nameof(sendAgain));
        return StateResets.ResyncAsync(sync, TModel.Schema, state, instance, cancellationToken);
    }

    /// <summary>The operations that are no longer tried by themselves.</summary>
    /// <exception cref="StateException">The state can't be read, is damaged, or does not fit the sync.</exception>
    public static Task<ImmutableArray<ParkedOperation<TKey>>> ParkedAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => OnStateAsync<TModel, TKey, ImmutableArray<ParkedOperation<TKey>>>(sync, state, instance, context => ParkedOperations<TModel, TKey>.ListAsync(context, cancellationToken));

    /// <summary>Lets the next run try a parked operation again.</summary>
    /// <exception cref="StateException">Nothing is parked under the key, the state does not fit, or a run holds the lease.</exception>
    public static Task ReplayAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, TKey key, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => SettleAsync<TModel, TKey>(sync, state, key, Settlement.Replay, instance, cancellationToken);

    /// <summary>Takes a parked operation for applied.</summary>
    /// <exception cref="StateException">Nothing is parked under the key, the state does not fit, or a run holds the lease.</exception>
    public static Task AcceptAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, TKey key, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => SettleAsync<TModel, TKey>(sync, state, key, Settlement.Accept, instance, cancellationToken);

    /// <summary>Gives a parked operation up.</summary>
    /// <exception cref="StateException">Nothing is parked under the key, the state does not fit, or a run holds the lease.</exception>
    public static Task DropAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, TKey key, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => SettleAsync<TModel, TKey>(sync, state, key, Settlement.Drop, instance, cancellationToken);

    /// <summary>Binds a sync to a destination.</summary>
    public static BoundSync<TModel> Bind<TModel, TKey>(SyncDefinition sync, IDestination destination)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new BoundSync<TModel, TKey>(sync, destination);
    }

    private static Task<bool> SettleAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, TKey key, Settlement settlement, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => OnStateAsync<TModel, TKey, bool>(sync, state, instance, async context =>
        {
            await ParkedOperations<TModel, TKey>.SettleAsync(context, key, settlement, cancellationToken).ConfigureAwait(false);
            return true;
        });

    /// <summary>Works on a state outside a run: what would stop a run is an exception here.</summary>
    private static async Task<T> OnStateAsync<TModel, TKey, T>(SyncDefinition sync, IStateStore state, string? instance, Func<RunContext, Task<T>> work)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            return await work(new RunContext(sync, TModel.Schema, new SyncOptions { Instance = instance }, state)).ConfigureAwait(false);
        }
        catch (SyncStoppedException e)
        {
            throw new StateException(e.Message, e);
        }
    }
}
