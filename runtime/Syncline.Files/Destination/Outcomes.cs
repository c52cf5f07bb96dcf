using System.Collections;

namespace Syncline;

/// <summary>The outcomes of very many operations, nearly all of which succeed.</summary>
internal sealed class Outcomes(int count) : IReadOnlyList<OperationOutcome>
{
    private readonly Dictionary<int, OperationOutcome> _others = [];

    public int Count => count;

    public OperationOutcome this[int index] => _others.TryGetValue(index, out var outcome) ? outcome : OperationOutcome.Succeeded;

    public void Reject(int index, string reason) => _others[index] = OperationOutcome.Rejected(reason);

    public IEnumerator<OperationOutcome> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
