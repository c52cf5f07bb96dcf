namespace Syncline;

/// <summary>A field that the API names: no custom attribute.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">What it takes.</param>
internal sealed record StandardField(string Name, AttributeForm Form)
{
    /// <summary>Whether it is looked at row by row, and not written among the others.</summary>
    public bool IsApart { get; init; }

    /// <summary>Whether a null leaves it as it is: it has no empty form.</summary>
    public bool KeepsOnNull { get; init; }

    /// <summary>Why the API would change a value of another form in silence.</summary>
    public string? Loses { get; init; }
}
