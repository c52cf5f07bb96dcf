namespace Syncline;

/// <summary>The answers of a typed destination, item by item. An item nobody answers for has succeeded when the call returns.</summary>
public abstract class AnsweredBatch
{
    private readonly OperationOutcome?[] _answers;

    private protected AnsweredBatch(int count) => _answers = new OperationOutcome?[count];

    /// <summary>How many items there are.</summary>
    public int Count => _answers.Length;

    /// <summary>Answers that an item was done.</summary>
    /// <remarks>Worth calling one by one where a later item may throw: what was answered then stands, and what has no answer takes the effect of the exception: it is tried again, refused or Unknown.</remarks>
    public void Succeed(int item) => Set(item, OperationOutcome.Succeeded);

    /// <summary>Answers that the mode's own rule left the record alone.</summary>
    public void Skip(int item, string? reason = null) => Set(item, OperationOutcome.Skipped(reason));

    /// <summary>Answers that an item was refused and surely not applied.</summary>
    public void Reject(int item, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Set(item, OperationOutcome.Rejected(reason));
    }

    /// <summary>Answers that an item was surely not applied and should be tried in the next run.</summary>
    public void Defer(int item, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Set(item, OperationOutcome.Deferred(reason));
    }

    internal bool HasAllAnswers => Array.TrueForAll(_answers, static answer => answer is not null);

    internal OperationOutcome? Answer(int item) => _answers[item];

    private void Set(int item, OperationOutcome outcome)
    {
        if ((uint)item >= (uint)_answers.Length) throw new ArgumentOutOfRangeException(nameof(item), item, $"The batch has {Sentence.Count(_answers.Length, "item")}, numbered from 0.");
        _answers[item] = outcome;
    }
}

/// <summary>Rows of one kind of operation, sent together.</summary>
/// <typeparam name="TRow">The model.</typeparam>
public sealed class RowBatch<TRow> : AnsweredBatch
    where TRow : ISyncModel<TRow>
{
    private readonly Guid[] _idempotencyKeys;

    internal RowBatch(IReadOnlyList<TRow> rows, Guid[] idempotencyKeys)
        : base(rows.Count)
        => (Rows, _idempotencyKeys) = (rows, idempotencyKeys);

    /// <summary>The rows.</summary>
    public IReadOnlyList<TRow> Rows { get; }

    /// <summary>What tells an event, action or insert when it is sent again: the same for this very one, another for any other.</summary>
    /// <returns><inheritdoc cref="Operation{TModel, TKey}.IdempotencyKey" path="/summary"/> Empty for what is none of them.</returns>
    /// <remarks><inheritdoc cref="Operation{TModel, TKey}.IdempotencyKey" path="/remarks"/></remarks>
    public Guid IdempotencyKey(int item)
    {
        if ((uint)item >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(item), item, $"The batch has {Sentence.Count(Count, "item")}, numbered from 0.");
        return _idempotencyKeys.Length == 0 ? Guid.Empty : _idempotencyKeys[item];
    }
}

/// <summary>Keys of one kind of operation, sent together.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
public sealed class KeyBatch<TKey> : AnsweredBatch
    where TKey : struct, ISyncKey<TKey>
{
    internal KeyBatch(IReadOnlyList<TKey> keys)
        : base(keys.Count)
        => Keys = keys;

    /// <summary>The keys.</summary>
    public IReadOnlyList<TKey> Keys { get; }
}
