using System.Text;

namespace Syncline;

/// <summary>A statement, and what it is for.</summary>
/// <param name="Purpose">What it is for, in one line.</param>
/// <param name="Sql">Its text.</param>
internal sealed record ScriptStatement(string Purpose, string Sql)
{
    /// <summary>Whether it is about the operations <c>@a</c> to <c>@b</c>.</summary>
    public bool HasRange => Sql.Contains("BETWEEN @a AND @b", StringComparison.Ordinal);
}

/// <summary>Every statement that a sync sends to a table, in the order of a batch: to be read by people, and to be checked.</summary>
internal static class TableScript
{
    /// <summary>The statements as a script, for a table as it is created.</summary>
    public static string Print(TableTarget target)
    {
        var script = new StringBuilder($"-- {target.Model.Model} to {target.Name}\n-- @a and @b: the first and the last operation of a set; a set that is refused is undone and tried in halves.\n");
        foreach (var statement in Create(target).Concat(Of(target, CreatedTable.Shape(target)))) script.Append($"\n-- {statement.Purpose}\n{statement.Sql};\n");
        return script.ToString();
    }

    /// <summary>What creates the table, where that is asked for.</summary>
    public static IEnumerable<ScriptStatement> Create(TableTarget target) => target.CreateIfMissing ? [new("The table, where it is missing", CreatedTable.Sql(target))] : [];

    /// <summary>The statements of a batch, or of mode All.</summary>
    public static IEnumerable<ScriptStatement> Of(TableTarget target, TableShape shape)
    {
        var stage = new StageSql(shape, target.Model, target.StagingTable is { } permanent ? target.NameOf(permanent) : null);
        var sql = new TableSql(shape, target.Model, stage);
        if (stage.IsPermanent) yield return new("One run at a time has the stage", stage.TakeStage());
        yield return new("The stage: with the types and collations that the target has when the run opens it; here those it is created with", stage.CreateStage());
        yield return new("What a statement has done", StageSql.CreateDone());
        yield return new("What an INSERT has made", stage.CreateKeys());
        yield return new("Before each load by SqlBulkCopy", stage.EmptyStage());
        if (target.IsMirrored)
        {
            yield return new("All: other mirrors wait", sql.Lock());
            yield return new("All: writers wait, and the records are compared with the rows", sql.Read());
            yield return new("All: a record whose key the model can't name is deleted", sql.DeleteStored());
        }

        yield return new("Before each set", StageSql.Save);
        foreach (var statement in Removals(target, shape, sql)) yield return statement;
        foreach (var statement in Writes(target, shape, sql)) yield return statement;
        yield return new("What is done leaves the stage", stage.UnstageDone());
        yield return new("What is refused before it is tried leaves the stage", stage.Unstage([1, 2]));
        yield return new("A set that was refused", StageSql.Undo);
    }

    private static IEnumerable<ScriptStatement> Removals(TableTarget target, TableShape shape, TableSql sql)
    {
        var kinds = TableOperations.Removing.Where(kind => Does(target, kind) || (kind == OperationKind.Delete && target.IsMirrored)).ToArray();
        if (kinds.Length > 0 && shape.IsLoose) yield return new("Records that the table takes for those of other keys", sql.OtherSpellings(TableOperations.Removing));
        foreach (var kind in kinds)
        {
            if (kind == OperationKind.Delete) yield return new("Delete", sql.Delete());
            if (kind == OperationKind.Clear && sql.Clears) yield return new("Clear", sql.Clear());
            if (kind == OperationKind.Archive) yield return new("Archive", sql.Archive());
            yield return new($"{kind}: is the record there?", sql.Present(kind));
        }
    }

    private static IEnumerable<ScriptStatement> Writes(TableTarget target, TableShape shape, TableSql sql)
    {
        var kinds = TableOperations.Writing.Where(kind => Does(target, kind)).ToArray();
        if (kinds.Length == 0) yield break;
        if (shape.IsLoose)
        {
            yield return new("Rows whose keys the table takes for one", sql.Clashes());
            yield return new("Records that the table takes for those of other keys", sql.OtherSpellings(TableOperations.Writing));
        }

        foreach (var kind in kinds)
        {
            if (kind != OperationKind.Insert && sql.Sets) yield return new($"{kind}: what is there", sql.Update(kind));
            yield return new($"{kind}: is the record there?", sql.Present(kind));
            if (kind != OperationKind.Update) yield return new($"{kind}: what is not there", sql.Insert(kind));
        }

        yield return new("Which record has a unique value already", sql.Holder(Enumerable.Range(0, target.Model.Columns.Length).Where(column => shape.Columns[column] is { IsParsed: false })));
    }

    private static bool Does(TableTarget target, OperationKind kind) => (target.Operations & (OperationKinds)(1 << (int)kind)) != 0;
}
