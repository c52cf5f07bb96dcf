using Syncline.Doubles.Engine.Sessions;

namespace Syncline.Doubles.Engine.Storage;

/// <summary>A CHECK constraint: violated only where its condition is false, not where it is unknown.</summary>
public sealed record CheckConstraint(string Name, string Definition, Func<Session, object?[], bool?> Evaluate, int ObjectId, int? ColumnIndex)
{
    public bool IsDisabled { get; set; }
}

public enum ReferentialAction
{
    NoAction,
    Cascade,
    SetNull,
    SetDefault,
}

/// <summary>A foreign key from the table that holds it to another, or the same.</summary>
public sealed record ForeignKey(string Name, int ObjectId, Table Table, int[] Columns, Table Referenced, int[] ReferencedColumns)
{
    public ReferentialAction OnDelete { get; init; }

    public ReferentialAction OnUpdate { get; init; }

    public bool IsDisabled { get; set; }
}
