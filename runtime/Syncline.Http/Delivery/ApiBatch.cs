namespace Syncline;

/// <summary>A batch on its way to an API, and what was answered for its operations.</summary>
/// <param name="operations">The operations.</param>
/// <param name="answers">Room for an answer to each, without any.</param>
internal sealed class ApiBatch<TModel, TKey>(ReadOnlyMemory<Operation<TModel, TKey>> operations, OperationOutcome?[] answers)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly HashSet<int> _unsent = [];

    public int Count => operations.Length;

    public Operation<TModel, TKey> this[int operation] => operations.Span[operation];

    public bool IsAnswered(int operation) => answers[operation] is not null;

    /// <summary>Answers for an operation; the tasks of a batch share none.</summary>
    public void Answer(int operation, OperationOutcome outcome) => answers[operation] = outcome;

    public void Answer(IEnumerable<int> some, OperationOutcome outcome)
    {
        foreach (var operation in some) answers[operation] = outcome;
    }

    public OperationOutcome? AnswerOf(int operation) => answers[operation];

    /// <summary>Notes operations that were not sent, though others of their task were.</summary>
    public void NotSent(IEnumerable<int> some)
    {
        lock (_unsent) _unsent.UnionWith(some);
    }

    /// <summary>Whether an operation was surely not sent with its task; once the tasks are over.</summary>
    public bool IsUnsent(int operation) => _unsent.Contains(operation);

    /// <summary>Consecutive operations of one kind.</summary>
    public IEnumerable<(OperationKind Kind, int[] Operations)> ByKind()
    {
        for (int start = 0, end; start < Count; start = end)
        {
            var kind = this[start].Kind;
            for (end = start + 1; end < Count && this[end].Kind == kind; end++)
            {
            }

            yield return (kind, [.. Enumerable.Range(start, end - start)]);
        }
    }

    /// <summary>What is sensitive of some operations.</summary>
    public SensitiveTexts SensitiveOf(IEnumerable<int> some)
    {
        var texts = new SensitiveTexts();
        if (!TModel.Schema.Columns.Any(static column => column.IsSensitive)) return texts;
        foreach (var operation in some)
        {
            var (key, row) = (this[operation].Key, this[operation].Row);
            texts.AddKey<TModel, TKey>(in key);
            if (row is not null) texts.AddRow(in row);
        }

        return texts;
    }

    /// <summary>A key as reports print it.</summary>
    public static string KeyOf(TKey key)
    {
        var columns = TModel.Schema.Key.Select(static column => TModel.Schema.Columns[column]).ToArray();
        var writer = new ColumnTextWriter(columns, quotes: false);
        TKey.Write(in key, ref writer);
        return $"{typeof(TKey).Name} {{ {string.Join(", ", columns.Select((column, part) => $"{column.Member} = {writer.Cells[part]}"))} }}";
    }
}
