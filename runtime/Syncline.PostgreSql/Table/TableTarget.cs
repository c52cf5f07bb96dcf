using System.Collections.Immutable;

namespace Syncline;

/// <summary>What a sync asks of a table.</summary>
/// <param name="Schema">The schema that holds the table; null where the search path finds it.</param>
/// <param name="Table">The table's name.</param>
/// <param name="CreateIfMissing">Whether it may be created.</param>
/// <param name="Model">The model's columns.</param>
/// <param name="Operations">What the table is to do, in its own terms.</param>
/// <param name="IsMirrored">Whether records are compared and deleted that no row is for.</param>
/// <param name="ExpectsRecords">Whether the state remembers records there.</param>
/// <param name="ArchiveColumn">The column that says of a record that it is archived; null where none is named.</param>
/// <param name="RejectLimit">How many rejections in a row end a batch.</param>
internal sealed record TableTarget(string? Schema, string Table, bool CreateIfMissing, SyncSchema Model, OperationKinds Operations, bool IsMirrored, bool ExpectsRecords, string? ArchiveColumn, int RejectLimit)
{
    /// <summary>The table as it is written in SQL.</summary>
    public string Name => Schema is null ? PostgreSqlName.Quote(Table) : $"{PostgreSqlName.Quote(Schema)}.{PostgreSqlName.Quote(Table)}";

    /// <summary>A table that was lost must not be made anew by a run that sends only what changed.</summary>
    public string? Loss => ExpectsRecords ? "the state remembers records delivered to it, but it is not there, and a run sends only what changed. Restore it, or call ResyncAsync to deliver every row again" : null;

    /// <summary>Whether a column of the model has to be in the table: what only finds records needs those of the key.</summary>
    public bool Needs(int column) => TableOperations.WriteRows(Operations) || (Operations & OperationKinds.Clear) != 0 || Model.KeyPartOf(column) >= 0;

    /// <summary>Why records can't be archived as declared, whatever the table is like.</summary>
    public string? ArchiveMisfit
    {
        get
        {
            if (ArchiveColumn is null) return (Operations & OperationKinds.Archive) == 0 ? null : "the sync archives records, and no column is named that says so of a record. Set ArchiveColumn on the PostgreSqlTable, to \"archived\" say";
            var property = Model.Columns.FirstOrDefault(column => column.Name == ArchiveColumn);
            return property is null ? null : $"ArchiveColumn names {property.Name}, which is a column of the model, and archiving would overwrite what the model says. Name another column, or leave the property out with [SyncIgnore]";
        }
    }
}

/// <summary>A column of the model as the table has it.</summary>
/// <param name="Name">Its name in SQL.</param>
/// <param name="Form">How it is held.</param>
/// <param name="Limit">What its declared type leaves of a value.</param>
/// <param name="StageType">The type of the staged column.</param>
/// <param name="Cast">The type that a staged value is cast to; null where it is taken as it is.</param>
/// <param name="Default">What a row that leaves it out gets.</param>
/// <param name="IsStagedAsIs">Whether what is sent to the stage could be sent to the column itself.</param>
internal sealed record TableColumn(string Name, StoredForm Form, StoredLimit Limit, string StageType, string? Cast, string Default, bool IsStagedAsIs)
{
    public WrittenColumn Written => new(Form, Limit);

    /// <summary>What a row that leaves it out gets, in the type of what is staged; null for null. Without the cast the default's type would be forced on the values that are sent; the column's own length and scale are applied as for any default.</summary>
    public string? TypedDefault => Default == "NULL" ? null : $"({Default})::{Cast ?? StageType}";
}

/// <summary>How a part of the key is compared.</summary>
/// <param name="Collation">The collation of the unique index there, as written in SQL; null where its type has none.</param>
/// <param name="IsLoose">Whether it takes different texts for one.</param>
/// <param name="IsExact">Whether a record has to be spelled as the model has it.</param>
/// <param name="Called">What an error calls the equality.</param>
internal sealed record KeyPart(string? Collation, bool IsLoose, bool IsExact, string Called);

/// <summary>A table as it fits a model.</summary>
/// <param name="Oid">Its number in the catalog.</param>
/// <param name="Table">Its name in SQL.</param>
/// <param name="Columns">The model's columns in it; null for one that is not there and not needed.</param>
/// <param name="Key">How the parts of the key are compared.</param>
/// <param name="Arbiter">What an INSERT takes for a conflict, in SQL: the key's columns, or its constraint.</param>
/// <param name="ArchiveColumn">The column that says of a record that it is archived, in SQL; null where none is named.</param>
/// <param name="ArchiveIsBoolean">Whether that column is a boolean and no number.</param>
/// <param name="TakesCopies">Whether a COPY into it does what an INSERT would, and one that is refused leaves nothing behind.</param>
internal sealed record TableShape(uint Oid, string Table, ImmutableArray<TableColumn?> Columns, ImmutableArray<KeyPart> Key, string Arbiter, string? ArchiveColumn, bool ArchiveIsBoolean, bool TakesCopies)
{
    /// <summary>Whether records may be found that are spelled otherwise than their keys.</summary>
    public bool IsLoose => Key.Any(part => part.IsLoose);
}
