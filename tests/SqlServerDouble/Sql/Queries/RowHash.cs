using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>Rows by the values of an equality. NULL finds nothing.</summary>
internal static class RowHash
{
    public static Dictionary<RowKey, List<JoinedRow>> Build(List<JoinedRow> rows, Side[] sides, Statement statement, Frame? outer)
    {
        var table = new Dictionary<RowKey, List<JoinedRow>>(rows.Count);
        var frame = statement.NewFrame(outer);
        foreach (var row in rows)
        {
            frame.Rows = row.Rows;
            if (KeyOf(sides, frame) is not { } key)
                continue;
            if (!table.TryGetValue(key, out var same))
                table[key] = same = new List<JoinedRow>(1);
            same.Add(row);
        }

        return table;
    }

    public static IReadOnlyList<JoinedRow> Find(Dictionary<RowKey, List<JoinedRow>> table, Side[] sides, Frame frame) =>
        KeyOf(sides, frame) is { } key && table.TryGetValue(key, out var rows) ? rows : [];

    private static RowKey? KeyOf(Side[] sides, Frame frame)
    {
        var parts = new object?[sides.Length];
        for (var index = 0; index < sides.Length; index++)
        {
            parts[index] = sides[index].Key(frame);
            if (parts[index] is null)
                return null;
        }

        return new RowKey(parts);
    }
}
