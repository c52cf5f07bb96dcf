namespace Syncline.Doubles.Sql.Queries;

/// <summary>A part of FROM that gives rows.</summary>
internal abstract class FromNode
{
    /// <summary>The slots it fills.</summary>
    public HashSet<int> Slots { get; } = [];

    public abstract List<JoinedRow> Run(Statement statement, Frame? outer);

    /// <summary>Takes a condition of WHERE over, so that fewer rows are read; false where it must stay above.</summary>
    public virtual bool Push(Conjunct conjunct) => false;

    protected static List<JoinedRow> Filter(List<JoinedRow> rows, List<Conjunct> conditions, Statement statement, Frame? outer)
    {
        if (conditions.Count == 0)
            return rows;
        var frame = statement.NewFrame(outer);
        var kept = new List<JoinedRow>();
        foreach (var row in rows)
        {
            frame.Rows = row.Rows;
            if (conditions.TrueForAll(condition => condition.Test(frame) == true))
                kept.Add(row);
        }

        return kept;
    }
}
