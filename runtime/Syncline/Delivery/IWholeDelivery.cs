using System.IO.Hashing;
using System.Text;

namespace Syncline;

/// <summary>A delivery that takes all operations of a run in one piece: for All, Snapshot and Diff.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
public interface IWholeDelivery<TModel, TKey> : IDelivery<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>Applies the whole run. Nothing of it is visible until the work is committed; disposing of the work without it undoes everything.</summary>
    /// <param name="run">The operations.</param>
    /// <param name="cancellationToken">Tells to give up.</param>
    /// <exception cref="DestinationException">The run as a whole was refused or not answered; its <see cref="DestinationException.Effect"/> says which.</exception>
    ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken);
}

/// <summary>A whole run that was applied and waits for its commit.</summary>
public interface IWholeWork : IBatchWork
{
    /// <summary>How many records the destination held before. Of interest to <see cref="OperationKind.Mirror"/> alone.</summary>
    long Records { get; }

    /// <summary>The records that <see cref="OperationKind.Mirror"/> found besides the run's rows, and what became of each: Succeeded where it is deleted.</summary>
    IReadOnlyList<ForeignRecord> Foreign { get; }
}

/// <summary>A record of the destination that is none of the run's rows.</summary>
/// <param name="Key">Its key as text, values of sensitive columns masked.</param>
/// <param name="Digest">A hash of its key, the same in every run.</param>
/// <param name="Outcome">Succeeded where it is deleted, else why it is not.</param>
public readonly record struct ForeignRecord(string Key, ulong Digest, OperationOutcome Outcome)
{
    /// <summary>A record whose key is none of the model's: a null, a text that is no number.</summary>
    /// <param name="key">Its key as text for a person, values of sensitive columns masked.</param>
    /// <param name="stored">Its key as it is stored, which tells it from every other.</param>
    /// <param name="outcome">What became of it.</param>
    public static ForeignRecord Of(string key, string stored, OperationOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return new(key, XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(stored)), outcome);
    }
}

/// <summary>How a record of the destination stands to the rows of a run.</summary>
public enum RecordMatch
{
    /// <summary>No row has its key: it is to be deleted.</summary>
    Foreign,

    /// <summary>It is left as it is: rows of the run that share its key are held back, or a row's key is not known.</summary>
    Held,

    /// <summary>It is equal to a row, and not to be written.</summary>
    Same,

    /// <summary>It differs from the row of its key.</summary>
    Differs,
}
