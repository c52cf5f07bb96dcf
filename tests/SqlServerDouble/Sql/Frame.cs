namespace Syncline.Doubles.Sql;

/// <summary>The rows that an expression is evaluated over, one a source, and those of the query around it.</summary>
internal sealed class Frame(Statement statement, Frame? outer)
{
    public Statement Statement => statement;

    public Frame? Outer => outer;

    /// <summary>By slot; null where an outer join found nothing.</summary>
    public object?[]?[] Rows { get; set; } = [];
}
