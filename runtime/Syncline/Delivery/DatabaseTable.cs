namespace Syncline;

/// <summary>A table in a database: what the SQLite, PostgreSQL and SQL Server tables have in common.</summary>
public abstract class DatabaseTable : IInserts, IUpdates, IUpserts, IDeletes, IClears
{
    /// <summary>Names the table.</summary>
    /// <param name="table">The table's name as the database knows it, unquoted; quotes, spaces and keywords are fine.</param>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    protected DatabaseTable(string table)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        Table = table;
    }

    /// <summary>The table's name, unquoted.</summary>
    public string Table { get; }

    /// <inheritdoc/>
    public abstract string Identity { get; }

    /// <summary>Every operation on a table finds its record by key, so each may be sent again.</summary>
    public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Clear;

    /// <inheritdoc/>
    public abstract ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>;
}
