namespace Syncline.Doubles.Engine.Storage;

public enum ChangeKind
{
    Insert,
    Update,
    Delete,
}

/// <summary>One entry of a transaction's log.</summary>
/// <param name="IsFirst">The first change of the row in its transaction: undone, the row is nobody's again.</param>
public readonly record struct Change(ChangeKind Kind, Table Table, Row Row, object?[]? Before, bool IsFirst);
