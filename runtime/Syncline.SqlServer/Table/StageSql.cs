using System.Globalization;

namespace Syncline;

/// <summary>The statements on the tables that rows are staged in and outcomes are noted in.</summary>
/// <remarks>
/// In the stage <c>o</c> numbers the operations, <c>k</c> is their kind, <c>c0</c> and so on are the model's columns, in the target's own types and collations. A null of a column that leaves nulls out (NullPolicy.Skip) is such a column left out,
/// so the stage needs no other mark: an update keeps the old value, an insert takes the column's default. All outlive their transaction: one that the server ends is begun again.
/// </remarks>
internal sealed class StageSql
{
    /// <summary>The operations that a statement has done.</summary>
    public const string Done = "[#syncline_done]";

    /// <summary>What their numbers are called in a result: by it that is told from the results of triggers.</summary>
    public const string DoneNumber = "syncline_done";

    /// <summary>The keys of the records that an INSERT has made: its OUTPUT can't name the staged row.</summary>
    public const string Keys = "[#syncline_keys]";

    /// <summary>Before each set of operations.</summary>
    public const string Save = "SAVE TRANSACTION [syncline_set]";

    /// <summary>Undoes a set: what its statement wrote too, where a trigger raised an error without undoing it.</summary>
    public const string Undo = "ROLLBACK TRANSACTION [syncline_set]";

    private const string Temporary = "[#syncline_stage]";
    private readonly TableShape _shape;
    private readonly SyncSchema _model;
    private readonly int[] _columns;
    private readonly string? _permanent;

    /// <param name="shape">The target.</param>
    /// <param name="model">The model.</param>
    /// <param name="permanent">The permanent staging table in SQL; null for a temporary one.</param>
    public StageSql(TableShape shape, SyncSchema model, string? permanent)
    {
        _shape = shape;
        _model = model;
        _permanent = permanent;
        _columns = [.. Enumerable.Range(0, model.Columns.Length).Where(column => shape.Columns[column] is not null)];
    }

    /// <summary>The ordinals of the model's columns that are staged.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    public string Stage => _permanent ?? Temporary;

    public bool IsPermanent => _permanent is not null;

    /// <summary>The name of a staged column.</summary>
    public static string Column(int ordinal) => $"[c{ordinal.ToString(CultureInfo.InvariantCulture)}]";

    /// <summary>What a permanent stage has to be, column by column.</summary>
    public IEnumerable<(string Name, string Type)> Definition()
        => [("o", "int"), ("k", "tinyint"), .. _columns.Select(column => (Column(column)[1..^1], _shape.Columns[column]!.StageType))];

    public string CreateStage()
    {
        var columns = string.Join(", ", _columns.Select(column => $"{Column(column)} {_shape.Columns[column]!.StageType} NULL"));
        var create = $"CREATE TABLE {Stage} ([o] int NOT NULL PRIMARY KEY CLUSTERED, [k] tinyint NOT NULL, {columns})";
        return IsPermanent ? $"IF OBJECT_ID(N'{Stage.Replace("'", "''", StringComparison.Ordinal)}', N'U') IS NULL {create}" : $"DROP TABLE IF EXISTS {Stage}; {create}";
    }

    public static string CreateDone() => $"DROP TABLE IF EXISTS {Done}; CREATE TABLE {Done} ([o] int NOT NULL)";

    public string CreateKeys()
    {
        var columns = string.Join(", ", _model.Key.Select(column => $"{Column(column)} {_shape.Columns[column]!.StageType} NOT NULL"));
        return $"DROP TABLE IF EXISTS {Keys}; CREATE TABLE {Keys} ({columns})";
    }

    // TRUNCATE asks for the right to ALTER, which nobody is to be given on a table that is there already.
    public string EmptyStage() => IsPermanent ? $"DELETE FROM {Stage}" : $"TRUNCATE TABLE {Stage}";

    /// <summary>Takes the operations off the stage that the last statement has done.</summary>
    public string UnstageDone() => $"DELETE s FROM {Stage} AS s INNER JOIN {Done} AS d ON d.[o] = s.[o]";

    /// <summary>Takes operations off the stage.</summary>
    public string Unstage(IEnumerable<int> operations) => $"DELETE FROM {Stage} WHERE [o] IN ({string.Join(", ", operations.Select(operation => operation.ToString(CultureInfo.InvariantCulture)))})";

    /// <summary>Keeps other runs away from a permanent stage for as long as the connection is open; gives what sp_getapplock gave.</summary>
    public string TakeStage()
        => $"DECLARE @taken int; EXEC @taken = sp_getapplock @Resource = N'{Resource(Stage)}', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0; SELECT @taken";

    /// <summary>A name for a lock, which has 255 characters.</summary>
    public static string Resource(string table)
    {
        var name = $"syncline {table}";
        return (name.Length <= 200 ? name : name[..200]).Replace("'", "''", StringComparison.Ordinal);
    }
}
