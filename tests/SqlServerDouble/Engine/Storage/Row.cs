using Syncline.Doubles.Engine.Locking;

namespace Syncline.Doubles.Engine.Storage;

/// <summary>A row of a table. Its array of values is never changed, only replaced.</summary>
public sealed class Row(object?[] values)
{
    public object?[] Values { get; set; } = values;

    /// <summary>The open transaction that wrote the row; null once it has ended.</summary>
    public Transaction? Writer { get; set; }

    /// <summary>What others may read while <see cref="Writer"/> is open; null where it inserted the row.</summary>
    public object?[]? Committed { get; set; }

    /// <summary>Holds the row with UPDLOCK: others may read it, nobody else may write it.</summary>
    public Transaction? Claimant { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Where the row lies in its table; -1 when it is gone.</summary>
    public int Position { get; set; } = -1;
}
