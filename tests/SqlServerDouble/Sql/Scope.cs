using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql;

/// <summary>A column that a query can name.</summary>
internal sealed record SourceColumn(string Name, SqlType Type, bool IsNullable, Column? Stored = null);

/// <summary>A table, view or subquery in FROM, by the name it goes by there.</summary>
internal sealed record Source(string? Alias, string? Schema, IReadOnlyList<SourceColumn> Columns, int Slot)
{
    public Table? Table { get; init; }

    /// <summary>The columns from an outer join's other side may be NULL.</summary>
    public bool IsOptional { get; set; }

    public bool IsHiddenFromStar { get; init; }
}

/// <summary>What the names of one query mean.</summary>
internal sealed class Scope(Scope? parent)
{
    public Scope? Parent => parent;

    public List<Source> Sources { get; } = [];

    /// <summary>Rows a frame has: sources, and what aggregates and windows add.</summary>
    public int SlotCount { get; set; }

    /// <summary>The slots named since it was set.</summary>
    public HashSet<int> Touched { get; set; } = [];

    /// <summary>A name of a query around this one was used.</summary>
    public bool IsCorrelated { get; set; }

    public int NextSlot() => SlotCount++;
}
