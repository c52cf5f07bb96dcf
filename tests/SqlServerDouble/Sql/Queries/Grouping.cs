using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>GROUP BY and HAVING.</summary>
internal sealed class Grouping(IReadOnlyList<Bound> keys, AggregateList aggregates, Condition? having)
{
    public List<JoinedRow> Run(List<JoinedRow> rows, Frame frame, int slotCount)
    {
        var groups = new Dictionary<RowKey, List<JoinedRow>>();
        var order = new List<List<JoinedRow>>();
        foreach (var row in rows)
        {
            frame.Rows = row.Rows;
            var key = new RowKey([.. keys.Select(each => each.Evaluate(frame) is { } value ? SqlCompare.EqualityKey(value, each.Type) : null)]);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = [];
                order.Add(group);
            }

            group.Add(row);
        }

        // Without GROUP BY there is one group, be it empty.
        if (keys.Count == 0 && order.Count == 0)
            order.Add([]);
        var result = new List<JoinedRow>(order.Count);
        foreach (var group in order)
        {
            var slots = group.Count == 0 ? new object?[]?[slotCount] : (object?[]?[])group[0].Rows.Clone();
            slots[aggregates.Slot] = [.. aggregates.Items.Select(aggregate => aggregate.Over(Frames(group, frame)))];
            frame.Rows = slots;
            if (having is null || having(frame) == true)
                result.Add(new JoinedRow(slots, null));
        }

        return result;
    }

    private static IEnumerable<Frame> Frames(List<JoinedRow> group, Frame frame)
    {
        foreach (var row in group)
        {
            frame.Rows = row.Rows;
            yield return frame;
        }
    }
}
