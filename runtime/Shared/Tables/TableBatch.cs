namespace Syncline;

/// <summary>Operations and what became of them. All is Succeeded until something else is known.</summary>
/// <param name="count">How many operations there are.</param>
/// <param name="at">Gives an operation, in the table's own terms.</param>
/// <param name="outcomes">Where the outcomes go, which may have room for more; null for a place of their own.</param>
internal sealed class TableBatch<TModel, TKey>(int count, Func<int, Operation<TModel, TKey>> at, OperationOutcome[]? outcomes = null)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public int Count => count;

    public OperationOutcome[] Outcomes { get; } = outcomes ?? Enumerable.Repeat(OperationOutcome.Succeeded, count).ToArray();

    public Operation<TModel, TKey> this[int operation] => at(operation);
}
