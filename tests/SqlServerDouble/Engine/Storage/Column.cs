using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Engine.Storage;

/// <summary>A column of a table.</summary>
public sealed class Column(string name, SqlType type)
{
    public string Name { get; set; } = name;

    public SqlType Type { get; set; } = type;

    /// <summary>Counts from 1 and is never used again after a column was dropped.</summary>
    public int Id { get; set; }

    public bool IsNullable { get; set; } = true;

    public bool IsRowGuid { get; set; }

    public bool IsHidden { get; set; }

    /// <summary>1 for the start, 2 for the end of a system-versioned period.</summary>
    public int GeneratedAlways { get; set; }

    public Identity? Identity { get; set; }

    public ColumnDefault? Default { get; set; }

    public ComputedColumn? Computed { get; set; }

    public bool IsRowVersion => Type.Kind == SqlKind.RowVersion;

    /// <summary>Nobody gives the column a value but the server.</summary>
    public bool IsGenerated => IsRowVersion || Computed is not null || GeneratedAlways != 0;
}

/// <summary>The counter of an identity column. What it gave out it never gives again, not even after a rollback.</summary>
public sealed class Identity(long seed, long increment)
{
    public long Seed => seed;

    public long Increment => increment;

    public long? Last { get; set; }

    public long Next() => (Last = Last is { } last ? last + increment : seed).Value;

    public void Saw(long value)
    {
        if (Last is null || (increment > 0 ? value > Last : value < Last))
            Last = value;
    }
}

public sealed record ColumnDefault(string Name, string Definition, Func<Session, object?> Evaluate, int ObjectId);

public sealed record ComputedColumn(string Definition, bool IsPersisted, Func<Session, object?[], object?> Evaluate);
