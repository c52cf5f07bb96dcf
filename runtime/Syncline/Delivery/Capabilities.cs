namespace Syncline;

/// <summary>The destination creates records of any model that are not there, and leaves alone what is.</summary>
public interface IInserts : IDestination;

/// <summary>The destination updates records of any model that are there, and never creates one.</summary>
public interface IUpdates : IDestination;

/// <summary>The destination updates records of any model that are there and creates what is not.</summary>
public interface IUpserts : IDestination;

/// <summary>The destination deletes records of any model.</summary>
public interface IDeletes : IDestination;

/// <summary>The destination sets every mapped column of a record but the key to null.</summary>
public interface IClears : IDestination;

/// <summary>The destination archives records of any model: they stay, out of the way of those who work with it.</summary>
public interface IArchives : IDestination;

/// <summary>The destination puts members of any model into a segment, list or journey.</summary>
public interface IAddsMembers : IDestination;

/// <summary>The destination takes members of any model out of a segment, list or journey.</summary>
public interface IRemovesMembers : IDestination;

/// <summary>The destination takes events of any model; one whose key it knows stays as it is.</summary>
public interface IEventDestination : IDestination;

/// <summary>The destination applies actions of any model: triggers a campaign, merges users, sends a message.</summary>
public interface IActionDestination : IDestination;

/// <summary>The destination can be made to hold exactly the rows of a run, of any model. Its delivery is an <see cref="IWholeDelivery{TModel, TKey}"/>.</summary>
public interface IMirrors : IDestination;

/// <summary>The destination's segment can be made to hold exactly the members of a run, of any model. Its delivery is an <see cref="IWholeDelivery{TModel, TKey}"/>.</summary>
public interface IMirrorsMembers : IDestination;

/// <summary>The destination takes the full result of a run, of any model, as a new file or the like. Its delivery is an <see cref="IWholeDelivery{TModel, TKey}"/>.</summary>
public interface ISnapshots : IDestination;

/// <summary>The destination takes what a run found added, changed and removed, of any model, as three new files or the like. Its delivery is an <see cref="IWholeDelivery{TModel, TKey}"/>.</summary>
public interface IDiffs : IDestination;

/// <summary>The destination inserts rows of one model: for a destination of your own.</summary>
/// <typeparam name="TRow">The model.</typeparam>
public interface IInserts<TRow> : IInserts
    where TRow : ISyncModel<TRow>
{
    /// <summary>Creates the records that are not there. Answer for a row with <see cref="AnsweredBatch.Skip"/> where there is one already.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the rows not answered for Unknown.</exception>
    ValueTask InsertAsync(RowBatch<TRow> batch, CancellationToken cancellationToken);
}

/// <summary>The destination updates rows of one model: for a destination of your own.</summary>
/// <typeparam name="TRow">The model.</typeparam>
public interface IUpdates<TRow> : IUpdates
    where TRow : ISyncModel<TRow>
{
    /// <summary>Updates the records that are there. Answer for a row with <see cref="AnsweredBatch.Skip"/> where there is none.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the rows not answered for Unknown.</exception>
    ValueTask UpdateAsync(RowBatch<TRow> batch, CancellationToken cancellationToken);
}

/// <summary>The destination upserts rows of one model: for a destination of your own.</summary>
/// <typeparam name="TRow">The model.</typeparam>
public interface IUpserts<TRow> : IUpserts
    where TRow : ISyncModel<TRow>
{
    /// <summary>Updates the records that are there and creates the others.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the rows not answered for Unknown.</exception>
    ValueTask UpsertAsync(RowBatch<TRow> batch, CancellationToken cancellationToken);
}

/// <summary>The destination deletes records by one kind of key: for a destination of your own.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
public interface IDeletes<TKey> : IDeletes
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>Deletes the records. One that is not there counts as done.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the keys not answered for Unknown.</exception>
    ValueTask DeleteAsync(KeyBatch<TKey> batch, CancellationToken cancellationToken);
}

/// <summary>The destination clears records by one kind of key: for a destination of your own.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
public interface IClears<TKey> : IClears
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>Sets every mapped column of the records but the key to null. One that is not there counts as done.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the keys not answered for Unknown.</exception>
    ValueTask ClearAsync(KeyBatch<TKey> batch, CancellationToken cancellationToken);
}

/// <summary>The destination archives records by one kind of key: for a destination of your own.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
public interface IArchives<TKey> : IArchives
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>Archives the records. One that is not there, or is archived already, counts as done.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the keys not answered for Unknown.</exception>
    ValueTask ArchiveAsync(KeyBatch<TKey> batch, CancellationToken cancellationToken);
}

/// <summary>The destination puts members of one model into a segment: for a destination of your own.</summary>
/// <typeparam name="TRow">The model.</typeparam>
public interface IAddsMembers<TRow> : IAddsMembers
    where TRow : ISyncModel<TRow>
{
    /// <summary>Puts the members in. One that is in it already counts as done.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the rows not answered for Unknown.</exception>
    ValueTask AddMembersAsync(RowBatch<TRow> batch, CancellationToken cancellationToken);
}

/// <summary>The destination takes members out of a segment by one kind of key: for a destination of your own.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
public interface IRemovesMembers<TKey> : IRemovesMembers
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>Takes the members out. One that is not in it counts as done.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the keys not answered for Unknown.</exception>
    ValueTask RemoveMembersAsync(KeyBatch<TKey> batch, CancellationToken cancellationToken);
}

/// <summary>The destination takes events of one model: for a destination of your own.</summary>
/// <typeparam name="TRow">The model.</typeparam>
public interface IEventDestination<TRow> : IEventDestination
    where TRow : ISyncModel<TRow>
{
    /// <summary>Delivers the events. Answer with <see cref="AnsweredBatch.Skip"/> for one that was there before.</summary>
    /// <remarks>What may be sent again after no answer came says <see cref="IDestination.Repeatable"/>; <see cref="RowBatch{TRow}.IdempotencyKey"/> helps a service to tell.</remarks>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the rows not answered for Unknown.</exception>
    ValueTask DeliverAsync(RowBatch<TRow> batch, CancellationToken cancellationToken);
}

/// <summary>The destination applies actions of one model: for a destination of your own.</summary>
/// <typeparam name="TRow">The model.</typeparam>
public interface IActionDestination<TRow> : IActionDestination
    where TRow : ISyncModel<TRow>
{
    /// <summary>Applies the actions, in order. Call <see cref="AnsweredBatch.Succeed"/> for each that is done: what has no answer when this throws is Unknown and parked, so that nothing is done twice.</summary>
    /// <exception cref="DestinationException">The batch failed as a whole. Any other exception leaves the rows not answered for Unknown.</exception>
    ValueTask PerformAsync(RowBatch<TRow> batch, CancellationToken cancellationToken);
}
