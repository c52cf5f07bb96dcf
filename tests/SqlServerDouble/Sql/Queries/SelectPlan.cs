using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>SELECT … FROM … WHERE … GROUP BY … HAVING … ORDER BY.</summary>
internal sealed class SelectPlan : QueryPlan
{
    public required Scope Scope { get; init; }

    public FromNode? From { get; init; }

    /// <summary>FROM itself names columns of a query around it, so it is read anew for each of its rows.</summary>
    public bool FromIsCorrelated { get; init; }

    public required List<Conjunct> Conditions { get; init; }

    public required Bound[] Items { get; init; }

    /// <summary>The variables that the items are assigned to, where it is an assigning SELECT.</summary>
    public Variable[]? Assigned { get; init; }

    public bool IsDistinct { get; init; }

    public Grouping? Grouping { get; init; }

    public WindowList? Windows { get; init; }

    public required List<(Bound Key, bool Descending)> Order { get; init; }

    public Bound? Top { get; init; }

    public bool TopIsPercent { get; init; }

    public bool TopHasTies { get; init; }

    public Bound? Offset { get; init; }

    public Bound? Fetch { get; init; }

    public override bool Any(Frame outer)
    {
        if (Grouping is not null || Top is not null || Offset is not null || !IsCorrelated)
            return base.Any(outer);
        var frame = outer.Statement.NewFrame(outer);
        foreach (var row in Candidates(outer.Statement, outer, out var conditions))
        {
            frame.Rows = row.Rows;
            if (conditions.TrueForAll(condition => condition.Test(frame) == true))
                return true;
        }

        return false;
    }

    protected override List<object?[]> Execute(Statement statement, Frame? outer)
    {
        var frame = statement.NewFrame(outer);
        var rows = new List<JoinedRow>();
        foreach (var row in Candidates(statement, outer, out var conditions))
        {
            frame.Rows = row.Rows;
            if (conditions.TrueForAll(condition => condition.Test(frame) == true))
                rows.Add(row);
        }

        if (Grouping is not null)
            rows = Grouping.Run(rows, frame, Scope.SlotCount);
        Windows?.Run(rows, frame);
        return Project(rows, frame);
    }

    // Rows that may satisfy the conditions, and those conditions that are still to be looked at.
    private IReadOnlyList<JoinedRow> Candidates(Statement statement, Frame? outer, out List<Conjunct> conditions)
    {
        conditions = Conditions;
        if (From is null)
            return [new JoinedRow(new object?[]?[Scope.SlotCount], null)];
        if (outer is null || FromIsCorrelated || !IsCorrelated)
            return From.Run(statement, outer);
        var keys = Conditions
            .Select(condition => condition.SeenFrom(From.Slots, null))
            .OfType<(Side Inner, Side Outer, SqlType)>()
            .ToList();
        if (keys.Count == 0)
            return CachedRows(statement, outer);
        var frame = statement.NewFrame(outer);
        frame.Rows = new object?[]?[Scope.SlotCount];
        if (SeekCorrelated(statement, outer, keys, frame) is { } found)
            return found;
        var table = statement.Cache.TryGetValue((this, "hash"), out var cached)
            ? (Dictionary<RowKey, List<JoinedRow>>)cached
            : null;
        if (table is null)
            statement.Cache[(this, "hash")] = table = RowHash.Build(CachedRows(statement, outer), [.. keys.Select(key => key.Inner)], statement, outer);
        return RowHash.Find(table, [.. keys.Select(key => key.Outer)], frame);
    }

    private List<JoinedRow> CachedRows(Statement statement, Frame outer)
    {
        if (!statement.Cache.TryGetValue((this, "rows"), out var cached))
            statement.Cache[(this, "rows")] = cached = From!.Run(statement, outer);
        return (List<JoinedRow>)cached;
    }

    private IReadOnlyList<JoinedRow>? SeekCorrelated(Statement statement, Frame outer, List<(Side Inner, Side Outer, SqlType)> keys, Frame frame)
    {
        if (From is not ScanNode scan)
            return null;
        var byColumn = new Dictionary<Column, Side>();
        foreach (var (inner, value, _) in keys)
        {
            if (inner.IndexableColumn is { } column)
                byColumn.TryAdd(column, value);
        }

        if (byColumn.Count == 0 || scan.IndexOn(byColumn.Keys) is not { } index)
            return null;
        if (statement.Cache.TryAdd((this, "prepared"), this))
            scan.Prepare(statement);
        var parts = index.Columns.Select(column => byColumn[scan.Table.Columns[column]].Key(frame)).ToArray();
        if (Array.Exists(parts, part => part is null))
            return [];
        return scan.Seek(index, new RowKey(parts), statement, outer) is { } row ? [row] : [];
    }

    private List<object?[]> Project(List<JoinedRow> rows, Frame frame)
    {
        var projected = new List<(object?[] Values, object?[] Keys)>(rows.Count);
        var seen = IsDistinct ? new HashSet<RowKey>() : null;
        var limit = Order.Count == 0 && Top is not null && !TopIsPercent ? Limit(Top, frame) : int.MaxValue;
        foreach (var row in rows)
        {
            if (projected.Count >= limit)
                break;
            frame.Rows = row.Rows;
            var values = Array.ConvertAll(Items, item => item.Evaluate(frame));
            if (seen is not null && !seen.Add(DistinctKey(values, Columns)))
                continue;
            if (Assigned is not null)
            {
                for (var index = 0; index < values.Length; index++)
                    Assigned[index].Value = SqlConvert.To(values[index], Items[index].Type, Assigned[index].Type);
            }

            projected.Add((values, Order.Count == 0 ? [] : [.. Order.Select(order => order.Key.Evaluate(frame))]));
        }

        return Cut(Sorted(projected), frame);
    }

    private List<(object?[] Values, object?[] Keys)> Sorted(List<(object?[] Values, object?[] Keys)> rows)
    {
        if (Order.Count == 0)
            return rows;
        var sorted = rows.OrderBy(row => row.Keys, Comparer<object?[]>.Create(CompareKeys)).ToList();
        // An assigning SELECT leaves the last row's values behind.
        if (Assigned is not null && sorted.Count > 0)
        {
            for (var index = 0; index < Assigned.Length; index++)
                Assigned[index].Value = SqlConvert.To(sorted[^1].Values[index], Items[index].Type, Assigned[index].Type);
        }

        return sorted;
    }

    private int CompareKeys(object?[] left, object?[] right)
    {
        for (var index = 0; index < Order.Count; index++)
        {
            var order = CompareNullable(left[index], right[index], Order[index].Key.Type);
            if (order != 0)
                return Order[index].Descending ? -order : order;
        }

        return 0;
    }

    private List<object?[]> Cut(List<(object?[] Values, object?[] Keys)> rows, Frame frame)
    {
        frame.Rows = new object?[]?[Scope.SlotCount];
        IEnumerable<(object?[] Values, object?[] Keys)> kept = rows;
        if (Offset is not null)
            kept = kept.Skip(Limit(Offset, frame));
        if (Fetch is not null)
            kept = kept.Take(Limit(Fetch, frame));
        if (Top is not null)
        {
            var count = TopIsPercent ? (int)Math.Ceiling(rows.Count * (double)Top.As(SqlType.Float).Evaluate(frame)! / 100) : Limit(Top, frame);
            kept = TopHasTies && count > 0 && rows.Count > count
                ? rows.TakeWhile((row, index) => index < count || CompareKeys(row.Keys, rows[count - 1].Keys) == 0)
                : kept.Take(count);
        }

        return [.. kept.Select(row => row.Values)];
    }

    public static int CompareNullable(object? left, object? right, SqlType type) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        _ => SqlCompare.Compare(left, right, type),
    };

    public static RowKey DistinctKey(object?[] values, IReadOnlyList<OutputColumn> columns)
    {
        var parts = new object?[values.Length];
        for (var index = 0; index < values.Length; index++)
            parts[index] = values[index] is { } value ? SqlCompare.EqualityKey(value, columns[index].Type) : null;
        return new RowKey(parts);
    }

    private static int Limit(Bound bound, Frame frame) => (int)Math.Min(int.MaxValue, (long)(bound.As(SqlType.BigInt).Evaluate(frame) ?? 0L));
}
