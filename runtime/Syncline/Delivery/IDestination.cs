namespace Syncline;

/// <summary>A system that rows are delivered to. What it can do it says with the capability interfaces.</summary>
/// <remarks>
/// A destination of your own implements typed capabilities, <see cref="IUpserts{TRow}"/> and <see cref="IDeletes{TKey}"/> say, and nothing else: the
/// default <see cref="OpenAsync"/> calls them. One that takes any model overrides <see cref="OpenAsync"/>.
/// What a typed capability throws is understood where its type says enough: an <see cref="System.Net.Http.HttpRequestException"/> without a status or with 408, 429 or 5xx, a <see cref="TimeoutException"/>, an <see cref="System.IO.IOException"/>,
/// a socket's error or a cancellation that the run did not ask for is taken for passing, and what is <see cref="Repeatable"/> is sent again in the same run; a status of 401 or 403 ends delivery. A <see cref="DestinationException"/> says it in so many words.
/// </remarks>
public interface IDestination
{
    /// <summary>What tells this destination from another of its kind: server and table, account and list. Recorded in the state; holds no secrets.</summary>
    string Identity { get; }

    /// <summary>The operations that may be sent again when no answer came.</summary>
    /// <value>Default: none. An operation that is not repeatable and not answered is parked.</value>
    /// <remarks>What is in doubt is treated by what this said when it was sent: parked then, it stays parked when a later version of the destination says that it may be repeated, until it is replayed, accepted or dropped.</remarks>
    OperationKinds Repeatable => OperationKinds.None;

    /// <summary>Opens the destination for a run and checks that the sync fits. Makes nothing visible.</summary>
    /// <exception cref="DestinationException">It can't be reached, or the sync does not fit: everything that doesn't in one error.</exception>
    ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => new(new TypedDelivery<TModel, TKey>(this, context));
}

/// <summary>What a destination learns about the run when it is opened.</summary>
/// <param name="Sync">The sync.</param>
/// <param name="Schema">The model's columns.</param>
/// <param name="Operations">The kinds of operation the run may ask for.</param>
/// <param name="RunId">The run.</param>
public sealed record DeliveryContext(SyncDefinition Sync, SyncSchema Schema, OperationKinds Operations, string RunId)
{
    /// <summary>The state the run has: the sync's id, and the instance where there is one. No two runs of a state deliver at once.</summary>
    /// <value>Default: the sync's id.</value>
    public string StateId { get; init; } = Sync.Id;

    /// <summary>Where the run's state is kept, for a destination that has something of its own to remember between runs. It opens a state under an id that no sync has, and never <see cref="StateId"/>, which the run holds.</summary>
    /// <value>Default: <see langword="null"/>, there is none: the destination was opened outside of a run.</value>
    public IStateStore? StateStore { get; init; }

    /// <summary>Whether the state remembers records delivered to this destination. Where they can't be there, a new table say, opening must fail: a run sends only what changed.</summary>
    public bool ExpectsRecords { get; init; }

    /// <summary>Whether a commit of this state took effect here, by what the state remembers: a destination whose commits leave something behind fails where it finds nothing of them. What a run recorded without delivering it, for a baseline say, is no commit.</summary>
    public bool ExpectsCommits { get; init; }

    /// <summary>How many rejections in a row end delivery. A batch that meets so many may leave what comes after them <see cref="Outcome.Deferred"/>, untried; where it doesn't, delivery ends after it.</summary>
    /// <value>Default: no limit.</value>
    public int RejectLimit { get; init; } = int.MaxValue;

    /// <summary>The run's <see cref="SyncOptions.MaxWait"/>: what waits by itself, for a limit of the destination's say, waits no longer, and throws a <see cref="DestinationException"/> whose <see cref="DestinationException.RetryAfter"/> says how long it would have been.</summary>
    /// <value>Default: 5 min.</value>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Set when the run is cancelled. A delivery that sends a batch in several requests begins no more of them then, and leaves what it did not send <see cref="Outcome.Deferred"/>; what is on its way it awaits until the token of <see cref="IDelivery{TModel, TKey}.ApplyAsync"/> is set, <see cref="SyncOptions.StopTimeout"/> later.</summary>
    /// <value>Default: never.</value>
    public CancellationToken Cancelled { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>A destination opened for one run. Batches come one after the other, removals first.</summary>
public interface IDelivery : IAsyncDisposable
{
    /// <summary>The most operations a batch may have.</summary>
    int BatchSize { get; }
}

/// <inheritdoc/>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
public interface IDelivery<TModel, TKey> : IDelivery
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>Applies a batch. Nothing of it counts until the work is committed; disposing of the work without it undoes what can be undone.</summary>
    /// <exception cref="DestinationException">The batch as a whole was refused or not answered; its <see cref="DestinationException.Effect"/> says which.</exception>
    ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken);
}

/// <summary>An applied batch that waits for its commit.</summary>
public interface IBatchWork : IAsyncDisposable
{
    /// <summary>The outcome of each operation, in the order of the batch. Not asked for after the work was disposed of.</summary>
    IReadOnlyList<OperationOutcome> Outcomes { get; }

    /// <summary>Makes the batch last. Does nothing where the destination has no transactions.</summary>
    /// <exception cref="DestinationException">The commit failed or was not answered.</exception>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
