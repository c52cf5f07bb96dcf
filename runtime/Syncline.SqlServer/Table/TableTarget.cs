namespace Syncline;

/// <summary>What a sync asks of a table.</summary>
/// <param name="Schema">The schema that holds the table; null for the login's own.</param>
/// <param name="Table">The table's name.</param>
/// <param name="CreateIfMissing">Whether it may be created.</param>
/// <param name="StagingTable">The permanent table that rows are staged in, beside the target; null for a temporary one.</param>
/// <param name="Model">The model's columns.</param>
/// <param name="Operations">What the table is to do, in its own terms.</param>
/// <param name="IsMirrored">Whether records are compared and deleted that no row is for.</param>
/// <param name="ExpectsRecords">Whether the state remembers records there.</param>
/// <param name="ArchiveColumn">The column that says of a record that it is archived; null where none is named.</param>
internal sealed record TableTarget(string? Schema, string Table, bool CreateIfMissing, string? StagingTable, SyncSchema Model, OperationKinds Operations, bool IsMirrored, bool ExpectsRecords, string? ArchiveColumn)
{
    /// <summary>The table as it is written in SQL.</summary>
    public string Name => NameOf(Table);

    /// <summary>A table that was lost must not be made anew by a run that sends only what changed.</summary>
    public string? Loss => ExpectsRecords ? "the state remembers records delivered to it, but it is not there, and a run sends only what changed. Restore it, or call ResyncAsync to deliver every row again" : null;

    /// <summary>Whether a column of the model has to be in the table: what only finds records needs those of the key.</summary>
    public bool Needs(int column) => TableOperations.WriteRows(Operations) || (Operations & OperationKinds.Clear) != 0 || Model.KeyPartOf(column) >= 0;

    /// <summary>Whether records are created.</summary>
    public bool Creates => (Operations & (OperationKinds.Insert | OperationKinds.Upsert)) != 0;

    /// <summary>Why records can't be archived as declared, whatever the table is like.</summary>
    public string? ArchiveMisfit
    {
        get
        {
            if (ArchiveColumn is null) return (Operations & OperationKinds.Archive) == 0 ? null : "the sync archives records, and no column is named that says so of a record. Set ArchiveColumn on the SqlServerTable, to \"archived\" say";
            var property = Model.Columns.FirstOrDefault(column => column.Name.Equals(ArchiveColumn, StringComparison.OrdinalIgnoreCase));
            return property is null ? null : $"ArchiveColumn names {property.Name}, which is a column of the model, and archiving would overwrite what the model says. Name another column, or leave the property out with [SyncIgnore]";
        }
    }

    /// <summary>A table beside the target as it is written in SQL.</summary>
    public string NameOf(string table) => Schema is null ? SqlServerName.Quote(table) : $"{SqlServerName.Quote(Schema)}.{SqlServerName.Quote(table)}";
}
