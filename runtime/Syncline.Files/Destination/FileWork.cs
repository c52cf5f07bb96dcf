namespace Syncline;

/// <summary>A commit that is written and waits to be shown.</summary>
internal sealed class FileWork(IFileStage stage, PreparedCommit commit, Outcomes outcomes, Action committed) : IWholeWork
{
    private bool _isBegun;

    public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

    public long Records { get; private set; }

    public IReadOnlyList<ForeignRecord> Foreign { get; private set; } = [];

    /// <summary>Takes what the replaced file held.</summary>
    public void Found(long records, IReadOnlyList<ForeignRecord> foreign) => (Records, Foreign) = (records, foreign);

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        _isBegun = true;
        await stage.PublishAsync(commit, cancellationToken).ConfigureAwait(false);
        committed();
    }

    // Once it was begun, nobody but the store can tell how far it came.
    public ValueTask DisposeAsync() => _isBegun ? ValueTask.CompletedTask : stage.DiscardAsync(commit.Commit, CancellationToken.None);
}
