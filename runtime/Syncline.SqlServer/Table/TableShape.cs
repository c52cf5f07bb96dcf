using System.Collections.Immutable;

namespace Syncline;

/// <summary>A column of the model as the table has it.</summary>
/// <param name="Name">Its name in SQL.</param>
/// <param name="Type">Its type.</param>
/// <param name="Collation">The collation of its texts; null where it has none.</param>
/// <param name="Default">What a row that leaves it out gets, in SQL; null for null.</param>
internal sealed record TableColumn(string Name, StoredType Type, string? Collation, string? Default = null)
{
    private readonly StoredLimit _limit = Type.Limit;

    public StoredForm Form => Type.Form;

    public StoredLimit Limit => _limit;

    public WrittenColumn Written => new(Form, Limit);

    /// <summary>Whether the server parses what is staged as text: a bad value then stops its row and not the whole load.</summary>
    public bool IsParsed => Type.Name is "xml" or "json";

    /// <summary>The staged column's type and collation: the target's own, so that both compare alike and an index serves.</summary>
    public string StageType => Type.HasCollation && Collation is not null ? $"{BareStageType} COLLATE {Collation}" : BareStageType;

    /// <summary>What a row that leaves it out gets, in the type of what is staged; null for null. Without the cast the type that takes precedence would be forced on the values that are sent.</summary>
    public string? TypedDefault => Default is null ? null : $"CAST({Default} AS {(IsParsed ? Type.Declared : BareStageType)})";

    private string BareStageType => Type.Name switch
    {
        "xml" or "json" or "ntext" => "nvarchar(max)",
        "text" => "varchar(max)",
        "image" => "varbinary(max)",
        _ => Type.Declared,
    };
}

/// <summary>How a part of the key is compared.</summary>
/// <param name="IsLoose">Whether the table takes different values for one: every collation does so with blanks at the end, and bytes with zeros there.</param>
/// <param name="IsExact">Whether a record has to be spelled as the model has it.</param>
/// <param name="Called">What an error calls the equality.</param>
internal sealed record KeyPart(bool IsLoose, bool IsExact, string Called)
{
    public static KeyPart Of(SyncColumn model, TableColumn column)
    {
        var isLoose = column.Form is StoredForm.Text or StoredForm.Binary;
        return new(isLoose, isLoose && !IgnoresCase(model), column.Collation is { } collation ? $"collation {collation}" : $"type {column.Type.Declared}");
    }

    public static bool IgnoresCase(SyncColumn column) => column.Kind == ColumnKind.Text && (column.Traits & ColumnTraits.IgnoreCase) != 0;
}

/// <summary>A table as it fits a model.</summary>
/// <param name="Id">Its number in the catalog.</param>
/// <param name="Table">Its name in SQL.</param>
/// <param name="Columns">The model's columns in it; null for one that is not there and not needed.</param>
/// <param name="Key">How the parts of the key are compared.</param>
/// <param name="KeyIndex">The name of the unique index over the key.</param>
/// <param name="ArchiveColumn">The column that says of a record that it is archived, in SQL; null where none is named.</param>
/// <param name="HasTriggers">Whether a statement may set off others.</param>
internal sealed record TableShape(int Id, string Table, ImmutableArray<TableColumn?> Columns, ImmutableArray<KeyPart> Key, string KeyIndex, string? ArchiveColumn, bool HasTriggers)
{
    /// <summary>Whether records may be found that are spelled otherwise than their keys.</summary>
    public bool IsLoose => Key.Any(part => part.IsLoose);
}
