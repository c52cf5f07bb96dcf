namespace Syncline;

/// <summary>The answers of a typed destination, item by item. An item nobody answers for has succeeded when the call returns.</summary>
public abstract class AnsweredBatch
{
    private readonly OperationOutcome?[] _answers;

    private protected AnsweredBatch(int count) => _answers = new OperationOutcome?[count];

    /// <summary>How many items there are.</summary>
    public int Count => _answers.Length;

    /// <summary>Answers that an item was done.</summary>
    /// <remarks>Worth calling one by one where a later item may throw: what has no answer then is Unknown.</remarks>
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

    internal OperationOutcome? Answer(int item) => _answers[item];

    private void Set(int item, OperationOutcome outcome)
    {
        if ((uint)item >= (uint)_answers.Length) throw new ArgumentOutOfRangeException(nameof(item), item, $"The batch has {_answers.Length} items, numbered from 0.");
        _answers[item] = outcome;
    }
}

/// <summary>Rows of one kind of operation, sent together.</summary>
/// <typeparam name="TRow">The model.</typeparam>
public sealed class RowBatch<TRow> : AnsweredBatch
    where TRow : ISyncModel<TRow>
{
    internal RowBatch(IReadOnlyList<TRow> rows)
        : base(rows.Count)
        => Rows = rows;

    /// <summary>The rows.</summary>
    public IReadOnlyList<TRow> Rows { get; }
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
