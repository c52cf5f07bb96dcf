using System.Collections;

namespace Syncline;

/// <summary>The outcomes of very many operations, nearly all of which succeed.</summary>
internal sealed class Outcomes : IReadOnlyList<OperationOutcome>
{
    private readonly Dictionary<int, OperationOutcome> _others = [];

    public int Count { get; private set; }

    public OperationOutcome this[int index] => _others.Count > 0 && _others.TryGetValue(index, out var outcome) ? outcome : OperationOutcome.Succeeded;

    /// <summary>Adds the outcome of the next operation: rejected where there is a reason.</summary>
    public void Add(string? misfit)
    {
        if (misfit is not null) _others[Count] = OperationOutcome.Rejected(misfit);
        Count++;
    }

    public IEnumerator<OperationOutcome> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
