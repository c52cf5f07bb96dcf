namespace Syncline.Analyzers.EventKeys;

/// <summary>A column of an event model, as the classifier sees it.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Kind">What its type says.</param>
/// <param name="Type">The type's name, qualified, so that two types are one exactly when the names are equal.</param>
internal sealed record EventColumn(string Name, EventColumnKind Kind, string Type)
{
    /// <summary>The simple name of a type that wraps one value, <c>CustomerId</c> say; empty for other types.</summary>
    public string Wrapper { get; init; } = "";

    /// <summary>The simple name of the model that <c>[References]</c> names; empty without one.</summary>
    public string References { get; init; } = "";

    /// <summary>Whether the column could be a key part: not nullable, and of a type that can identify a row.</summary>
    public bool CanBeKey { get; init; } = true;
}
