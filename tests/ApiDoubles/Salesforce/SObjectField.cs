namespace Syncline.ApiDoubles.Salesforce;

/// <summary>A field of an object.</summary>
/// <param name="Name">Its API name.</param>
/// <param name="Type">string, double, boolean, date, datetime and so on.</param>
public sealed record SObjectField(string Name, string Type)
{
    /// <summary>Whether an upsert may find records by it.</summary>
    public bool IsExternalId { get; init; }

    /// <summary>Whether two records may not share a value.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether its values differ by case.</summary>
    public bool IsCaseSensitive { get; init; }

    /// <summary>Whether no record is without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether the user may write it.</summary>
    public bool IsWriteable { get; init; } = true;

    /// <summary>How many characters it takes.</summary>
    public int Length { get; init; } = 255;

    /// <summary>Whether its values are numbers.</summary>
    public bool IsNumber => Type is "int" or "double";
}
