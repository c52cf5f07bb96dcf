namespace Syncline;

/// <summary>A table in a database: what the SQLite, PostgreSQL and SQL Server tables have in common.</summary>
/// <remarks>
/// Events are records that are inserted; one that is there is Skipped. A segment is a membership table: a member is a record of the model, written when it is put in and deleted when it is taken out.
/// Whether a table can archive is known when it is opened: a sync that archives is refused where no <see cref="ArchiveColumn"/> is named.
/// </remarks>
public abstract class DatabaseTable : IInserts, IUpdates, IUpserts, IDeletes, IClears, IArchives, IAddsMembers, IRemovesMembers, IEventDestination, IMirrors, IMirrorsMembers
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

    /// <summary>The column that says of a record whether it is archived, as 1 or 0; unquoted.</summary>
    /// <value>Default: <see langword="null"/>, and a sync that archives can't be opened.</value>
    /// <remarks>
    /// The column is the table's own and no property of the model. Archiving sets it to 1. A record that is created gets 0, and so does one that an update or upsert writes again; an insert leaves what is there as it is, archived or not.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is empty, white space, or holds the character NUL.</exception>
    public string? ArchiveColumn
    {
        get;
        init
        {
            if (value is not null)
            {
                ArgumentException.ThrowIfNullOrWhiteSpace(value);
                if (value.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException($"The column name '{value.Replace("\0", "\\0", StringComparison.Ordinal)}' holds the character NUL, and no name in a database does. Correct the name.", nameof(value));
            }

            field = value;
        }
    }

    /// <inheritdoc/>
    public abstract string Identity { get; }

    /// <summary>Every operation on a table finds its record by key, so each may be sent again.</summary>
    public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Clear
        | OperationKinds.Archive | OperationKinds.AddMember | OperationKinds.RemoveMember | OperationKinds.Event | OperationKinds.Mirror;

    /// <inheritdoc/>
    public abstract ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>;
}
