using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql.Expressions;

/// <summary>The window functions of one query. Their values go into a slot of their own.</summary>
internal sealed class WindowList(int slot)
{
    private readonly List<Window> _windows = [];

    public bool IsEmpty => _windows.Count == 0;

    public Bound Add(Window window)
    {
        var index = _windows.Count;
        _windows.Add(window);
        return new Bound(window.Type, frame => frame.Rows[slot]![index]) { Strength = CollationStrength.Implicit };
    }

    public void Run(List<JoinedRow> rows, Frame frame)
    {
        if (IsEmpty)
            return;
        foreach (var row in rows)
            row.Rows[slot] = new object?[_windows.Count];
        for (var index = 0; index < _windows.Count; index++)
            Run(_windows[index], index, rows, frame);
    }

    private void Run(Window window, int index, List<JoinedRow> rows, Frame frame)
    {
        object?[] Evaluate(JoinedRow row, IEnumerable<Bound> expressions)
        {
            frame.Rows = row.Rows;
            return [.. expressions.Select(expression => expression.Evaluate(frame))];
        }

        RowKey Partition(JoinedRow row)
        {
            frame.Rows = row.Rows;
            return new RowKey([.. window.Partitions.Select(each => each.Evaluate(frame) is { } value ? SqlCompare.EqualityKey(value, each.Type) : null)]);
        }

        foreach (var partition in rows.GroupBy(Partition))
        {
            var members = partition.Select(row => (Row: row, Keys: Evaluate(row, window.Order.Select(order => order.Key)))).ToList();
            if (window.Order.Count > 0)
                members = [.. members.OrderBy(member => member.Keys, Comparer<object?[]>.Create(window.Compare))];
            var values = window.Calculate([.. members.Select(member => (member.Row.Rows, member.Keys))], frame);
            for (var position = 0; position < members.Count; position++)
                members[position].Row.Rows[slot]![index] = values[position];
        }
    }
}

/// <summary>One function with its OVER clause.</summary>
internal sealed record Window(string Name, SqlType Type, Aggregate? Aggregate, IReadOnlyList<Bound> Arguments, IReadOnlyList<Bound> Partitions, IReadOnlyList<(Bound Key, bool Descending)> Order)
{
    /// <summary>ROWS instead of RANGE: rows of equal order are not one another's.</summary>
    public bool CountsRows { get; init; }

    /// <summary>To the end of the partition, whatever the order.</summary>
    public bool IsWhole { get; init; }

    public int Compare(object?[] left, object?[] right)
    {
        for (var index = 0; index < Order.Count; index++)
        {
            var order = SelectPlan.CompareNullable(left[index], right[index], Order[index].Key.Type);
            if (order != 0)
                return Order[index].Descending ? -order : order;
        }

        return 0;
    }

    public object?[] Calculate(List<(object?[]?[] Rows, object?[] Keys)> members, Frame frame) => Name switch
    {
        "ROW_NUMBER" => [.. Enumerable.Range(1, members.Count).Select(number => (object?)(long)number)],
        "RANK" => Ranks(members, false),
        "DENSE_RANK" => Ranks(members, true),
        "LAG" or "LEAD" => Neighbours(members, frame),
        "FIRST_VALUE" => [.. members.Select(_ => ValueAt(members, 0, frame))],
        _ => Aggregated(members, frame),
    };

    private object?[] Ranks(List<(object?[]?[] Rows, object?[] Keys)> members, bool isDense)
    {
        var ranks = new object?[members.Count];
        var rank = 0L;
        for (var index = 0; index < members.Count; index++)
        {
            if (index == 0 || Compare(members[index].Keys, members[index - 1].Keys) != 0)
                rank = isDense ? rank + 1 : index + 1;
            ranks[index] = rank;
        }

        return ranks;
    }

    private object?[] Neighbours(List<(object?[]?[] Rows, object?[] Keys)> members, Frame frame)
    {
        var values = new object?[members.Count];
        for (var index = 0; index < members.Count; index++)
        {
            frame.Rows = members[index].Rows;
            var distance = Arguments.Count > 1 ? (int)Arguments[1].As(SqlType.Int).Evaluate(frame)! : 1;
            var other = Name == "LAG" ? index - distance : index + distance;
            values[index] = other >= 0 && other < members.Count ? ValueAt(members, other, frame)
                : Arguments.Count > 2 ? Arguments[2].As(Type).Evaluate(frame) : null;
        }

        return values;
    }

    private object? ValueAt(List<(object?[]?[] Rows, object?[] Keys)> members, int index, Frame frame)
    {
        frame.Rows = members[index].Rows;
        return Arguments[0].Evaluate(frame);
    }

    private object?[] Aggregated(List<(object?[]?[] Rows, object?[] Keys)> members, Frame frame)
    {
        IEnumerable<Frame> First(int count)
        {
            for (var index = 0; index < count; index++)
            {
                frame.Rows = members[index].Rows;
                yield return frame;
            }
        }

        if (Order.Count == 0 || IsWhole)
        {
            var whole = Aggregate!.Over(First(members.Count));
            return [.. members.Select(_ => whole)];
        }

        var values = new object?[members.Count];
        for (var index = 0; index < members.Count;)
        {
            var end = index + 1;
            while (!CountsRows && end < members.Count && Compare(members[end].Keys, members[index].Keys) == 0)
                end++;
            var value = Aggregate!.Over(First(end));
            for (; index < end; index++)
                values[index] = value;
        }

        return values;
    }
}
