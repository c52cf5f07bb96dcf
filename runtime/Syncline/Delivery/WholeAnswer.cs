namespace Syncline;

/// <summary>What a destination answered for a whole run, looked at once: very many operations, nearly all of which succeed.</summary>
/// <param name="rejectLimit">So many rejections in a row end the run.</param>
/// <param name="listed">How many operations that need a look are remembered.</param>
internal sealed class WholeAnswer(int rejectLimit, int listed)
{
    private readonly long[] _counts = new long[(int)Outcome.Deferred + 1];
    private readonly List<int> _troubled = [];
    private int _rejectedInARow;

    /// <summary>The operations that need a look, the first of them.</summary>
    public IReadOnlyList<int> Troubled => _troubled;

    /// <summary>The rejection with which so many in a row were reached that the run ends; null where they were not.</summary>
    public OperationOutcome? OneTooMany { get; private set; }

    /// <summary>Takes the outcome of the next operation.</summary>
    public void Add(int operation, OperationOutcome outcome)
    {
        _counts[(int)outcome.Outcome]++;
        if (outcome.Outcome == Outcome.Succeeded)
        {
            _rejectedInARow = 0;
            return;
        }

        _rejectedInARow = outcome.Outcome == Outcome.Rejected ? _rejectedInARow + 1 : 0;
        if (_rejectedInARow == rejectLimit) OneTooMany ??= outcome;
        if (NeedsLook(outcome.Outcome) && _troubled.Count < listed) _troubled.Add(operation);
    }

    /// <summary>Takes the outcome of a record that no operation is about.</summary>
    public void AddForeign(OperationOutcome outcome) => _counts[(int)outcome.Outcome]++;

    /// <summary>Whether somebody is to be told of it by name.</summary>
    public static bool NeedsLook(Outcome outcome) => outcome is Outcome.Rejected or Outcome.Unknown;

    /// <summary>Enters the outcomes into the books of a run.</summary>
    public void Enter(SyncCounts counts)
    {
        counts.Succeeded += _counts[(int)Outcome.Succeeded];
        counts.Skipped += _counts[(int)Outcome.Skipped];
        counts.Rejected += _counts[(int)Outcome.Rejected];
        counts.Unknown += _counts[(int)Outcome.Unknown];
        counts.Deferred += _counts[(int)Outcome.Deferred];
    }
}
