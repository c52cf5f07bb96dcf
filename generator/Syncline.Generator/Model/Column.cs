using Syncline.Generator.Text;

namespace Syncline.Generator.Model;

/// <summary>A column: a property, and the way from its value to the column's and back.</summary>
/// <remarks>
/// The way has up to two steps. A <see cref="Wrapper"/> gives its inner value; then <see cref="Mapping"/> makes of that, or of the property's own
/// value where there is no wrapper, a value of <see cref="ColumnType"/>.
/// </remarks>
internal sealed record Column
{
    public required string Name { get; init; }

    /// <summary>The property's name, without escapes.</summary>
    public required string Member { get; init; }

    /// <summary>The property's type without its nullability.</summary>
    public required string PropertyType { get; init; }

    public required Nullability Nullability { get; init; }

    public required ColumnKind Kind { get; init; }

    public required ColumnTraits Traits { get; init; }

    public required double Tolerance { get; init; }

    /// <summary>The wrapper the property's type is; <see langword="null"/> for none.</summary>
    public required Wrapper? Wrapper { get; init; }

    public required ValueMapping Mapping { get; init; }

    public bool IsNullable => Has(ColumnTraits.Nullable);

    public bool IsSensitive => Has(ColumnTraits.Sensitive);

    public bool IsCompared => !Has(ColumnTraits.NotCompared);

    public bool IgnoresCase => Has(ColumnTraits.IgnoreCase);

    public bool IsReferenceKind => Kind is ColumnKind.Text or ColumnKind.Bytes;

    /// <summary>Whether the property can hold null when the program runs, whatever its annotation says.</summary>
    public bool PropertyCanBeNull => Nullability != Nullability.Value;

    private bool Has(ColumnTraits trait) => (Traits & trait) != 0;
}

/// <summary>What a property's type says of null.</summary>
internal enum Nullability
{
    /// <summary>A value type.</summary>
    Value,

    /// <summary>A nullable value type.</summary>
    NullableValue,

    /// <summary>A reference type that says it is never null.</summary>
    Reference,

    /// <summary>A reference type that may be null, or does not say.</summary>
    NullableReference,
}

/// <summary>A type that holds one value, a strongly typed id say.</summary>
/// <param name="Member">The property that gives the value, without escapes.</param>
/// <param name="Factory">What is called with the value: <c>new global::Shop.CustomerId</c> or <c>global::Shop.CustomerId.From</c>.</param>
/// <param name="Inner">What the inner value's type says of null.</param>
internal sealed record Wrapper(string Member, string Factory, Nullability Inner);

/// <summary>How a value becomes a column's.</summary>
/// <param name="Form">The way.</param>
/// <param name="ValueType">The type mapped from.</param>
/// <param name="ColumnType">The type the column holds.</param>
internal sealed record ValueMapping(MappingForm Form, string ValueType, string ColumnType)
{
    /// <summary>What is called with a value for the column's, up to the parenthesis, and the other way round. For a converter.</summary>
    public string? ToColumn { get; init; }

    /// <inheritdoc cref="ToColumn"/>
    public string? FromColumn { get; init; }

    /// <summary>The members of an enum that is stored by name.</summary>
    public EquatableArray<EnumMember> Members { get; init; }

    /// <summary>The enum's underlying type.</summary>
    public string? Underlying { get; init; }
}

/// <summary>The ways a value becomes a column's.</summary>
internal enum MappingForm
{
    /// <summary>It is one.</summary>
    Same,

    /// <summary>A cast: an enum by number, a native integer.</summary>
    Cast,

    /// <summary>An enum by name.</summary>
    EnumName,

    /// <summary>A <see cref="ReadOnlyMemory{T}"/> of bytes.</summary>
    Memory,

    /// <summary>A named converter.</summary>
    Converter,
}

/// <summary>A member of an enum.</summary>
/// <param name="Name">The name without escapes.</param>
/// <param name="IsAlias">Whether an earlier member has the same number.</param>
internal sealed record EnumMember(string Name, bool IsAlias);
