namespace Syncline;

/// <summary>What is asked of the destination for one key.</summary>
public enum OperationKind : byte
{
    /// <summary>Create what is not there; leave what is.</summary>
    Insert = 1,

    /// <summary>Update what is there; never create.</summary>
    Update = 2,

    /// <summary>Update what is there, create what is not.</summary>
    Upsert = 3,

    /// <summary>Delete the record; one that is not there counts as done.</summary>
    Delete = 4,

    /// <summary>Set every mapped column but the key to null; a record that is not there counts as done.</summary>
    Clear = 5,

    /// <summary>Archive the record.</summary>
    Archive = 6,

    /// <summary>Put a member into a segment.</summary>
    AddMember = 7,

    /// <summary>Take a member out of a segment.</summary>
    RemoveMember = 8,

    /// <summary>Deliver an event.</summary>
    Event = 9,

    /// <summary>Apply an action.</summary>
    Action = 10,

    /// <summary>Have the row among those that the destination holds, and no others.</summary>
    Mirror = 11,

    /// <summary>Write the row to the new file of the full result.</summary>
    Snapshot = 12,

    /// <summary>Write an added row to the new file of added rows.</summary>
    DiffAdded = 13,

    /// <summary>Write a changed row to the new file of changed rows.</summary>
    DiffChanged = 14,

    /// <summary>Write a removed row, as last kept, to the new file of removed rows.</summary>
    DiffRemoved = 15,
}

/// <summary>A set of <see cref="OperationKind"/>.</summary>
[Flags]
public enum OperationKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="OperationKind.Insert"/></summary>
    Insert = 1 << 1,

    /// <summary><see cref="OperationKind.Update"/></summary>
    Update = 1 << 2,

    /// <summary><see cref="OperationKind.Upsert"/></summary>
    Upsert = 1 << 3,

    /// <summary><see cref="OperationKind.Delete"/></summary>
    Delete = 1 << 4,

    /// <summary><see cref="OperationKind.Clear"/></summary>
    Clear = 1 << 5,

    /// <summary><see cref="OperationKind.Archive"/></summary>
    Archive = 1 << 6,

    /// <summary><see cref="OperationKind.AddMember"/></summary>
    AddMember = 1 << 7,

    /// <summary><see cref="OperationKind.RemoveMember"/></summary>
    RemoveMember = 1 << 8,

    /// <summary><see cref="OperationKind.Event"/></summary>
    Event = 1 << 9,

    /// <summary><see cref="OperationKind.Action"/></summary>
    Action = 1 << 10,

    /// <summary><see cref="OperationKind.Mirror"/></summary>
    Mirror = 1 << 11,

    /// <summary><see cref="OperationKind.Snapshot"/></summary>
    Snapshot = 1 << 12,

    /// <summary><see cref="OperationKind.DiffAdded"/></summary>
    DiffAdded = 1 << 13,

    /// <summary><see cref="OperationKind.DiffChanged"/></summary>
    DiffChanged = 1 << 14,

    /// <summary><see cref="OperationKind.DiffRemoved"/></summary>
    DiffRemoved = 1 << 15,
}

/// <summary>One operation of a batch.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
/// <param name="Kind">What is asked.</param>
/// <param name="Key">The key of the record.</param>
/// <param name="Row">The row as the source has it now; for a removal the row as last kept, where rows are kept.</param>
public readonly record struct Operation<TModel, TKey>(OperationKind Kind, TKey Key, TModel? Row)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>The same whenever this very event, action or insert is sent again, and another for any other: made from sync, key and the run that first sent it, of an event or action from its content too.</summary>
    /// <value>Empty for other kinds of operation, which find their record by key, and for an insert whose batch is undone unless it is committed: together with the state, or by an <see cref="IConfirmsCommits"/>.</value>
    /// <remarks>An insert keeps it while it is in doubt, whatever its row became meanwhile, or the record would be created twice; a record that was deleted and comes back, or that was refused and put right, has another.</remarks>
    public Guid IdempotencyKey { get; init; }

    /// <summary>Whether an earlier attempt, in this run or one before, was sent and not answered: it may have taken effect.</summary>
    /// <value>Default: <see langword="false"/>. A refusal of what is in doubt proves nothing about the attempt before it.</value>
    public bool IsInDoubt { get; init; }
}

/// <summary>Operations sent together, in the order of the plan.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
/// <param name="number">The batch's place in the run, from 1.</param>
/// <param name="operations">The operations; no key is in a batch twice.</param>
public sealed class Batch<TModel, TKey>(int number, ReadOnlyMemory<Operation<TModel, TKey>> operations)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>The batch's place in the run, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>The operations; no key is in a batch twice.</summary>
    /// <remarks>Their memory serves another batch once the work of this one is disposed of: copy what is kept longer.</remarks>
    public ReadOnlyMemory<Operation<TModel, TKey>> Operations { get; } = operations;

    /// <summary>How many operations there are.</summary>
    public int Count => Operations.Length;

    /// <summary>What the commit of this batch is called: no other of any run is called so, and the name is fit for a file's. Made of the run's id and the batch's number.</summary>
    /// <value>Empty where a batch was made by hand.</value>
    public string Commit { get; init; } = "";

    /// <summary>The last commit that counts before this one, of this run or an earlier one; null where there is none, or the delivery is no <see cref="IConfirmsCommits"/>.</summary>
    /// <remarks>A baseline that was recorded without being delivered counts as a commit, which no destination has: what follows it does not start from nothing.</remarks>
    public string? PreviousCommit { get; init; }
}
