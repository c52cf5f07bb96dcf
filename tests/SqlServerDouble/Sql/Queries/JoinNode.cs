using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>Joins two parts of FROM: by an index where one fits, else by hashing, else row by row.</summary>
internal sealed class JoinNode : FromNode
{
    private readonly FromNode _left;
    private readonly FromNode _right;
    private readonly QualifiedJoinType _kind;
    private readonly List<Conjunct> _conditions;

    public JoinNode(FromNode left, FromNode right, QualifiedJoinType kind, IEnumerable<Conjunct> conditions)
    {
        (_left, _right, _kind, _conditions) = (left, right, kind, []);
        Slots.UnionWith(left.Slots);
        Slots.UnionWith(right.Slots);
        foreach (var condition in conditions)
        {
            if (!(kind == QualifiedJoinType.Inner && !condition.UsesOuter && Push(condition)))
                _conditions.Add(condition);
        }
    }

    public override bool Push(Conjunct conjunct)
    {
        var takesLeft = _kind is QualifiedJoinType.Inner or QualifiedJoinType.LeftOuter;
        var takesRight = _kind is QualifiedJoinType.Inner or QualifiedJoinType.RightOuter;
        if (conjunct.Slots.Count > 0 && conjunct.Slots.IsSubsetOf(_left.Slots))
            return takesLeft && _left.Push(conjunct);
        if (conjunct.Slots.Count > 0 && conjunct.Slots.IsSubsetOf(_right.Slots))
            return takesRight && _right.Push(conjunct);
        if (_kind != QualifiedJoinType.Inner || !conjunct.Slots.IsSubsetOf(Slots))
            return false;
        _conditions.Add(conjunct);
        return true;
    }

    public override List<JoinedRow> Run(Statement statement, Frame? outer) => _kind switch
    {
        QualifiedJoinType.Inner or QualifiedJoinType.LeftOuter => Join(_left, _right, _kind == QualifiedJoinType.LeftOuter, false, statement, outer),
        QualifiedJoinType.RightOuter => Join(_right, _left, true, false, statement, outer),
        _ => Join(_left, _right, true, true, statement, outer),
    };

    private List<JoinedRow> Join(FromNode outside, FromNode inside, bool keepsOutside, bool keepsInside, Statement statement, Frame? outer)
    {
        var keys = _conditions
            .Select(condition => condition.SeenFrom(inside.Slots, outside.Slots))
            .OfType<(Side Inner, Side Outer, Engine.Types.SqlType)>()
            .ToList();
        if (keepsInside || keys.Count == 0)
            return Match(outside.Run(statement, outer), inside, Hashed(inside.Run(statement, outer), keys, statement, outer), keepsOutside, keepsInside, statement, outer);
        if (!keepsOutside && IndexFor(outside, inside) is { } seekOutside)
            return Match(inside.Run(statement, outer), outside, seekOutside(statement, outer), false, false, statement, outer);
        var rows = outside.Run(statement, outer);
        var find = IndexFor(inside, outside) is { } seek && inside is ScanNode scan && rows.Count < scan.Table.RowCount
            ? seek(statement, outer)
            : Hashed(inside.Run(statement, outer), keys, statement, outer);
        return Match(rows, inside, find, keepsOutside, false, statement, outer);
    }

    // Asks the index of a scanned table for the one row that fits, where the conditions name its whole key.
    private Func<Statement, Frame?, Func<Frame, IReadOnlyList<JoinedRow>>>? IndexFor(FromNode node, FromNode others)
    {
        if (node is not ScanNode scan || (others is ScanNode other && other.Table.RowCount > scan.Table.RowCount))
            return null;
        var byColumn = new Dictionary<Column, Side>();
        foreach (var condition in _conditions)
        {
            if (condition.SeenFrom(node.Slots, others.Slots) is ({ IndexableColumn: { } column }, var value, _))
                byColumn.TryAdd(column, value);
        }

        if (byColumn.Count == 0 || scan.IndexOn(byColumn.Keys) is not { } index)
            return null;
        var sides = index.Columns.Select(column => byColumn[scan.Table.Columns[column]]).ToArray();
        return (statement, outer) =>
        {
            scan.Prepare(statement);
            return frame =>
            {
                var parts = Array.ConvertAll(sides, side => side.Key(frame));
                if (Array.Exists(parts, part => part is null))
                    return [];
                return scan.Seek(index, new RowKey(parts), statement, outer) is { } row ? [row] : [];
            };
        };
    }

    private static Func<Frame, IReadOnlyList<JoinedRow>> Hashed(List<JoinedRow> rows, List<(Side Inner, Side Outer, Engine.Types.SqlType)> keys, Statement statement, Frame? outer)
    {
        if (keys.Count == 0)
            return _ => rows;
        var table = RowHash.Build(rows, [.. keys.Select(key => key.Inner)], statement, outer);
        var sides = keys.Select(key => key.Outer).ToArray();
        return frame => RowHash.Find(table, sides, frame);
    }

    private List<JoinedRow> Match(List<JoinedRow> rows, FromNode inside, Func<Frame, IReadOnlyList<JoinedRow>> find, bool keepsOutside, bool keepsInside, Statement statement, Frame? outer)
    {
        var joined = new List<JoinedRow>(rows.Count);
        var matched = keepsInside ? new HashSet<JoinedRow>() : null;
        var frame = statement.NewFrame(outer);
        foreach (var row in rows)
        {
            frame.Rows = row.Rows;
            var any = false;
            foreach (var candidate in find(frame))
            {
                var pair = row.With(candidate, inside.Slots);
                frame.Rows = pair.Rows;
                if (!_conditions.TrueForAll(condition => condition.Test(frame) == true))
                    continue;
                any = true;
                matched?.Add(candidate);
                joined.Add(pair);
            }

            if (!any && keepsOutside)
                joined.Add(row);
        }

        if (matched is not null)
            joined.AddRange(inside.Run(statement, outer).Where(row => !matched.Contains(row)));
        return joined;
    }
}
