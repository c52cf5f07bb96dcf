namespace Syncline;

/// <summary>Where a column goes.</summary>
/// <param name="Name">The name of the field or attribute.</param>
/// <param name="Place">What it is a part of.</param>
/// <param name="Form">What it becomes.</param>
internal sealed record AttributeColumn(string Name, AttributePlace Place, AttributeForm Form)
{
    /// <summary>Whether a null leaves it as it is.</summary>
    public bool KeepsOnNull { get; init; }
}

/// <summary>What a column is a part of.</summary>
internal enum AttributePlace
{
    /// <summary>Nothing that is written among the others.</summary>
    Apart,

    /// <summary>The record itself.</summary>
    Record,

    /// <summary>Its custom attributes, or an event's metadata.</summary>
    Inner,
}
