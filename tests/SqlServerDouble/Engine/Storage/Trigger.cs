using Syncline.Doubles.Engine.Sessions;

namespace Syncline.Doubles.Engine.Storage;

[Flags]
public enum TriggerEvents
{
    Insert = 1,
    Update = 2,
    Delete = 4,
    All = Insert | Update | Delete,
}

/// <summary>A trigger that a test wrote in C#.</summary>
/// <param name="IsInsteadOf">The rows are handed to the trigger and go nowhere else.</param>
public sealed record Trigger(string Name, TriggerEvents Events, bool IsInsteadOf, Action<TriggerCall> Fire, int ObjectId)
{
    public bool IsDisabled { get; set; }
}

/// <summary>What a trigger sees: the rows of one statement.</summary>
public sealed class TriggerCall(Session session, Table table, TriggerEvents @event, IReadOnlyList<object?[]> inserted, IReadOnlyList<object?[]> deleted)
{
    public Session Session => session;

    public Table Table => table;

    public TriggerEvents Event => @event;

    /// <summary>The rows as they are after an INSERT or UPDATE.</summary>
    public IReadOnlyList<object?[]> Inserted => inserted;

    /// <summary>The rows as they were before an UPDATE or DELETE.</summary>
    public IReadOnlyList<object?[]> Deleted => deleted;

    /// <summary>What its SELECTs give the client, one column of numbers each.</summary>
    public List<(string Column, int[] Numbers)> Results { get; } = [];

    /// <summary>Set by <see cref="RollBack"/>.</summary>
    public SqlError? Ended { get; private set; }

    /// <summary>A SELECT that the trigger's author left in it: the client gets it before anything that follows the statement.</summary>
    public void Select(string column, params int[] numbers) => Results.Add((column, numbers));

    /// <summary>Rolls the transaction back, as ROLLBACK in a trigger does: the client gets 3609.</summary>
    public void RollBack() => Ended = SqlErrors.TriggerEndedTransaction();

    /// <summary>RAISERROR and then ROLLBACK: the client gets the error and 3609.</summary>
    public void RollBack(string message, int number = 50000) =>
        Ended = SqlErrors.TriggerEndedTransaction(new SqlError(number, message) { IsRaised = true });

    /// <summary>THROW: the transaction ends with this error.</summary>
    public static void Throw(string message, int number = 50000) =>
        throw new SqlError(number, message) { EndsTransaction = true, EndsBatch = true };
}
