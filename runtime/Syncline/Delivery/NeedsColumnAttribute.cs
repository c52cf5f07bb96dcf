namespace Syncline;

/// <summary>On a destination that takes no record without a column: a model that is given to it must have it. SYNC111 says so where the sync is declared, or where it is run.</summary>
/// <param name="names">The names the column may have, compared without case and underscores.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = true)]
public sealed class NeedsColumnAttribute(params string[] names) : Attribute
{
    /// <summary>The names the column may have; one of them is enough.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Whether a model may lack the column. One that has it is held to <see cref="OnlyOne"/> and <see cref="Kinds"/>.</summary>
    /// <value>Default: <see langword="false"/>, it must have it.</value>
    public bool IsOptional { get; set; }

    /// <summary>Whether a model must not have several such columns, for they say one thing and nobody knows which of them counts.</summary>
    /// <value>Default: <see langword="false"/>, it may.</value>
    public bool OnlyOne { get; set; }

    /// <summary>What such a column may be of.</summary>
    /// <value>Default: empty, anything.</value>
    public ColumnKind[] Kinds { get; set; } = [];
}
