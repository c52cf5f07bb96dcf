namespace Syncline;

/// <summary>Operations and what became of them. All is Succeeded until something else is known.</summary>
/// <param name="count">How many operations there are.</param>
/// <param name="at">Gives an operation, in the table's own terms.</param>
internal sealed class TableBatch<TModel, TKey>(int count, Func<int, Operation<TModel, TKey>> at)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public int Count => count;

    public OperationOutcome[] Outcomes { get; } = new OperationOutcome[count];

    public Operation<TModel, TKey> this[int operation] => at(operation);
}
