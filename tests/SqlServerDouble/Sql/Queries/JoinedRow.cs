using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>One row of FROM: the values of each source by slot, and the stored row that a change is about.</summary>
internal sealed class JoinedRow(object?[]?[] rows, Row? target)
{
    public object?[]?[] Rows => rows;

    public Row? Target => target;

    public JoinedRow With(JoinedRow? other, IEnumerable<int> slots)
    {
        var joined = (object?[]?[])rows.Clone();
        if (other is not null)
        {
            foreach (var slot in slots)
                joined[slot] = other.Rows[slot];
        }

        return new JoinedRow(joined, target ?? other?.Target);
    }
}
