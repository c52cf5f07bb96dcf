namespace Syncline;

/// <summary>What a batch has no answer for yet: all of it at first, and less where it fails after a part of it was answered.</summary>
internal sealed class Rest<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly Batch<TModel, TKey> _batch;
    private readonly Memory<OperationOutcome> _answers;
    private ReadOnlyMemory<int> _places;

    /// <summary>Takes a batch, or some of it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="answers">Where the outcome of each of its operations goes.</param>
    /// <param name="places">Which of them have none yet.</param>
    public Rest(Batch<TModel, TKey> batch, Memory<OperationOutcome> answers, ReadOnlyMemory<int> places)
        => (_batch, _answers, _places) = (batch, answers, places);

    public int Count => _places.Length;

    /// <summary>Whether the last try said what became of each operation, of those it did not send too.</summary>
    public bool IsTold { get; private set; }

    public OperationKinds Kinds
    {
        get
        {
            var kinds = OperationKinds.None;
            foreach (var place in _places.Span) kinds |= SyncRules.Kinds(_batch.Operations.Span[place].Kind);
            return kinds;
        }
    }

    /// <summary>The operations to send.</summary>
    /// <param name="make">Makes a batch that is not the whole.</param>
    public Batch<TModel, TKey> Take(Func<ReadOnlyMemory<Operation<TModel, TKey>>, Batch<TModel, TKey>> make)
    {
        IsTold = false;
        var isWhole = Count == _batch.Count;
        if (isWhole && !IsAnyInDoubt) return _batch;
        var operations = new Operation<TModel, TKey>[Count];
        for (var i = 0; i < operations.Length; i++)
        {
            var place = _places.Span[i];
            var operation = _batch.Operations.Span[place];
            operations[i] = IsInDoubt(place) ? operation with { IsInDoubt = true } : operation;
        }

        return isWhole ? new Batch<TModel, TKey>(_batch.Number, operations) { Commit = _batch.Commit, PreviousCommit = _batch.PreviousCommit } : make(operations);
    }

    /// <summary>Takes the answers of a try; what has none of its own remains.</summary>
    public void Answer(BatchAnswer answer)
    {
        for (var i = 0; i < Count; i++) Set(_places.Span[i], answer.Outcomes.Span[i]);
        var places = _places;
        _places = answer.Unanswered.Select(i => places.Span[i]).ToArray();
        IsTold = true;
    }

    public void Fill(OperationOutcome outcome)
    {
        foreach (var place in _places.Span) Set(place, outcome);
    }

    public (Rest<TModel, TKey> First, Rest<TModel, TKey> Second) Halves()
        => (new(_batch, _answers, _places[..(Count / 2)]), new(_batch, _answers, _places[(Count / 2)..]));

    private bool IsAnyInDoubt
    {
        get
        {
            foreach (var place in _places.Span)
            {
                if (IsInDoubt(place)) return true;
            }

            return false;
        }
    }

    // One that was not tried yet has no reason either.
    private bool IsInDoubt(int place) => _answers.Span[place] is { Outcome: Outcome.Unknown, Reason: not null };

    private void Set(int place, OperationOutcome outcome)
    {
        // What an earlier try left unanswered may have been applied, whatever the last says of itself.
        if (outcome.Outcome != Outcome.Deferred || !IsInDoubt(place)) _answers.Span[place] = outcome;
    }
}
