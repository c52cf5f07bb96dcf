namespace Syncline.Doubles.Faults;

public enum RequestKind
{
    /// <summary>A log-in.</summary>
    Login,

    /// <summary>Statements without parameters, INSERT BULK too.</summary>
    Batch,

    /// <summary>Statements with parameters, or a procedure.</summary>
    Call,

    /// <summary>The rows of a bulk load.</summary>
    BulkLoad,

    /// <summary>SqlConnection.BeginTransaction, Commit, Rollback, Save: the text is BEGIN, COMMIT, ROLLBACK, SAVE.</summary>
    Transaction,
}

/// <summary>Something a client asked for.</summary>
/// <param name="Text">The statements; for a log-in the database; for a bulk load the table.</param>
public sealed record Request(RequestKind Kind, int Session, string Database, string Text)
{
    /// <summary>By name, with @.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>The columns of a bulk load.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The rows of a bulk load as they came over the wire, up to <see cref="SqlServerDouble.LoggedRows"/> of them.</summary>
    public IReadOnlyList<object?[]> Rows { get; init; } = [];

    public override string ToString() => $"{Kind} {Session} {Text}";
}
