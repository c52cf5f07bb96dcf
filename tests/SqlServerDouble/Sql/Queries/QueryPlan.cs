using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Queries;

internal sealed record OutputColumn(string Name, SqlType Type, bool IsNullable, SourceColumn? Source = null);

/// <summary>A query that can be run, by itself or once for every row of the query around it.</summary>
internal abstract class QueryPlan
{
    public required IReadOnlyList<OutputColumn> Columns { get; init; }

    /// <summary>It names columns of a query around it.</summary>
    public bool IsCorrelated { get; init; }

    public List<object?[]> Run(Statement statement, Frame? outer)
    {
        if (outer is null || IsCorrelated)
            return Execute(statement, outer);
        if (statement.Cache.TryGetValue(this, out var cached))
            return (List<object?[]>)cached;
        var rows = Execute(statement, outer);
        statement.Cache[this] = rows;
        return rows;
    }

    public virtual bool Any(Frame outer) => Run(outer.Statement, outer).Count > 0;

    /// <summary>The only value of a scalar subquery.</summary>
    public object? First(Frame outer)
    {
        var rows = Run(outer.Statement, outer);
        return rows.Count switch
        {
            0 => null,
            1 => rows[0][0],
            _ => throw SqlErrors.SubqueryTooMany(),
        };
    }

    protected abstract List<object?[]> Execute(Statement statement, Frame? outer);
}
