using System.Collections.Immutable;

namespace Syncline.Tests.Suite;

/// <summary>A transaction: holds the place's lock until it is disposed of.</summary>
internal sealed class PaperWork(PaperPlace place, Fault fault, Func<PaperContent, PaperContent> change, OperationOutcome[] outcomes) : IWholeWork
{
    private readonly List<Func<ValueTask>> _joined = [];
    private bool _isOver;

    public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

    public long Records { get; init; }

    public IReadOnlyList<ForeignRecord> Foreign { get; init; } = [];

    /// <summary>What comes back when the work is disposed of without a commit, though it was seen.</summary>
    public PaperContent? Undo { get; set; }

    /// <summary>Has something happen with the commit.</summary>
    public void Join(Func<ValueTask> write) => _joined.Add(write);

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        foreach (var write in _joined) await write();
        var after = change(place.Content);
        if (fault == Fault.SeenInParts)
        {
            place.Content = after with { Records = after.Records.Take(after.Records.Count / 2).ToImmutableDictionary() };
            await Task.Delay(100, CancellationToken.None);
        }

        place.Content = after;
        Undo = null;
    }

    public ValueTask DisposeAsync()
    {
        if (Undo is not null) place.Content = Undo;
        if (!_isOver && fault != Fault.OverwritesOtherWriters) place.Writing.Release();
        _isOver = true;
        return default;
    }
}
