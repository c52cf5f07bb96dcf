using System.Collections.Immutable;

namespace Syncline;

/// <summary>What a sync asks of a table.</summary>
internal sealed record TableTarget(string Table, bool CreateIfMissing, SyncSchema Schema, OperationKinds Operations, bool ExpectsRecords = false)
{
    /// <summary>A table that was lost must not be made anew by a run that sends only what changed.</summary>
    public string? Loss => ExpectsRecords ? "the state remembers records delivered to it, but it is not there, and a run sends only what changed. Restore it, or call ResyncAsync to deliver every row again" : null;
}

/// <summary>A table as it fits a model.</summary>
/// <param name="Table">The table's name as SQLite spells it.</param>
/// <param name="Columns">The name of each of the model's columns as the table spells it.</param>
/// <param name="KeyCollations">How the unique index compares each part of the key.</param>
/// <param name="KeyOrder">The parts of the key in the order of the index's columns.</param>
/// <param name="Affinities">What the declared type makes of each column's values.</param>
/// <param name="HasTriggers">Whether a statement may set off others.</param>
/// <param name="HasRowId">Whether records have a number of their own.</param>
internal sealed record TableShape(string Table, ImmutableArray<string> Columns, ImmutableArray<string> KeyCollations, ImmutableArray<int> KeyOrder, ImmutableArray<Affinity> Affinities, bool HasTriggers, bool HasRowId);

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
