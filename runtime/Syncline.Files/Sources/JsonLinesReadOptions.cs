namespace Syncline;

/// <summary>How JSON Lines are read.</summary>
public sealed record JsonLinesReadOptions : TextReadOptions
{
    /// <summary>Whether an object that lacks a nullable column's property has null there.</summary>
    /// <value>Default: <see langword="false"/>, such an object is an unreadable row. A column whose nulls are left out of delivery (<see cref="NullPolicy.Skip"/>) may be lacking in any case, for so Syncline writes it.</value>
    public bool MissingIsNull { get; init; }
}
