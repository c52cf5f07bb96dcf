using System.Collections.Immutable;

namespace Syncline;

/// <summary>What a sync asks of a table.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="CreateIfMissing">Whether it may be created.</param>
/// <param name="Schema">The model's columns.</param>
/// <param name="Operations">What the table is to do, in its own terms.</param>
/// <param name="ExpectsRecords">Whether the state remembers records there.</param>
/// <param name="ArchiveColumn">The column that says of a record that it is archived; null where none is named.</param>
internal sealed record TableTarget(string Table, bool CreateIfMissing, SyncSchema Schema, OperationKinds Operations, bool ExpectsRecords = false, string? ArchiveColumn = null)
{
    /// <summary>A table that was lost must not be made anew by a run that sends only what changed.</summary>
    public string? Loss => ExpectsRecords ? "the state remembers records delivered to it, but it is not there, and a run sends only what changed. Restore it, or call ResyncAsync to deliver every row again" : null;

    /// <summary>Whether a column of the model has to be in the table: what only finds records needs those of the key.</summary>
    public bool Needs(int column) => TableOperations.WriteRows(Operations) || (Operations & OperationKinds.Clear) != 0 || Schema.KeyPartOf(column) >= 0;

    /// <summary>Why records can't be archived as declared, whatever the table is like.</summary>
    public string? ArchiveMisfit
    {
        get
        {
            if (ArchiveColumn is null) return (Operations & OperationKinds.Archive) == 0 ? null : "the sync archives records, and no column is named that says so of a record. Set ArchiveColumn on the SqliteTable, to \"archived\" say";
            var property = Schema.Columns.FirstOrDefault(column => SqliteName.Same(column.Name, ArchiveColumn));
            return property is null ? null : $"ArchiveColumn names {property.Name}, which is a column of the model, and archiving would overwrite what the model says. Name another column, or leave the property out with [SyncIgnore]";
        }
    }
}

/// <summary>A table as it fits a model.</summary>
/// <param name="Table">The table's name as SQLite spells it.</param>
/// <param name="Columns">The name of each of the model's columns as the table spells it.</param>
/// <param name="KeyCollations">How the unique index compares each part of the key.</param>
/// <param name="KeyOrder">The parts of the key in the order of the index's columns.</param>
/// <param name="Affinities">What the declared type makes of each column's values.</param>
/// <param name="HasTriggers">Whether a statement may set off others.</param>
/// <param name="HasActions">Whether a foreign key of its own may delete or change its records when those that they refer to go.</param>
/// <param name="HasRowId">Whether records have a number of their own.</param>
/// <param name="ArchiveColumn">The column that says of a record that it is archived, as the table spells it; null where none is named.</param>
internal sealed record TableShape(string Table, ImmutableArray<string> Columns, ImmutableArray<string> KeyCollations, ImmutableArray<int> KeyOrder, ImmutableArray<Affinity> Affinities, bool HasTriggers, bool HasActions, bool HasRowId, string? ArchiveColumn = null);

/// <summary>What SQLite makes of values for a column's declared type.</summary>
/// <remarks>See https://www.sqlite.org/datatype3.html#determination_of_column_affinity.</remarks>
internal enum Affinity
{
    None,
    Text,
    Numeric,
    Integer,
    Real,
}

internal static class Affinities
{
    public static Affinity Of(string declaredType)
    {
        bool Has(string part) => declaredType.Contains(part, StringComparison.OrdinalIgnoreCase);
        return Has("INT") ? Affinity.Integer
            : Has("CHAR") || Has("CLOB") || Has("TEXT") ? Affinity.Text
            : Has("BLOB") || string.IsNullOrWhiteSpace(declaredType) ? Affinity.None
            : Has("REAL") || Has("FLOA") || Has("DOUB") ? Affinity.Real
            : Affinity.Numeric;
    }

    /// <summary>What a column of the kind would lose by the affinity; null where nothing.</summary>
    public static string? Loss(ColumnKind kind, Affinity affinity) => (kind, affinity) switch
    {
        (ColumnKind.Text or ColumnKind.Char, Affinity.Integer or Affinity.Real or Affinity.Numeric) => "would turn texts such as '007' into numbers; declare it TEXT",
        (ColumnKind.Single or ColumnKind.Double, Affinity.Text) => "would turn numbers into texts of 15 digits; declare it REAL",
        (ColumnKind.Int64 or ColumnKind.UInt64, Affinity.Real) => "would round integers beyond 9007199254740992; declare it INTEGER",
        _ => null,
    };

    /// <summary>The declared type of a table that is created.</summary>
    public static string DeclaredType(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean or ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.UInt64 => "INTEGER",
        ColumnKind.Single or ColumnKind.Double => "REAL",
        ColumnKind.Bytes => "BLOB",
        _ => "TEXT",
    };
}
