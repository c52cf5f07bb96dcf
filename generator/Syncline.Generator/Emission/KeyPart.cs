using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>The expressions of one part of a key.</summary>
internal sealed class KeyPart
{
    // What a record struct has by itself, and what a key adds.
    private static readonly string[] Reserved = ["CompareTo", "Equals", "GetHashCode", "ToString", "PrintMembers", "Deconstruct", "GetType", "MemberwiseClone", "ReferenceEquals", "Finalize"];

    private KeyPart(ColumnCode column, string name, string value)
    {
        Column = column;
        Name = name;
        Value = value;
    }

    public ColumnCode Column { get; }

    /// <summary>The part's name, without escapes.</summary>
    public string Name { get; }

    public string Member => Identifiers.Escape(Name);

    /// <summary>The private property with the column's value, where the part is not one itself.</summary>
    public string Value { get; }

    /// <summary>Whether the part's value is not the column's.</summary>
    public bool IsMapped => Column.Column.Wrapper is not null || Column.Column.Mapping.Form != MappingForm.Same;

    public bool NeedsOwnEquality => Column.Column is { Wrapper: not null } or { IgnoresCase: true } or { Mapping.Form: MappingForm.Converter };

    public string ValueType => Column.Column.Mapping.ColumnType + (Column.Column.IsReferenceKind ? "?" : "");

    public static IReadOnlyList<KeyPart> Of(ModelCode code)
    {
        var names = code.KeyParts.Select(part => part.Column.Member).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            if (Reserved.Contains(names[i]) || names[i] == code.Model.Names.Key) names[i] = Identifiers.Fresh(names[i] + "Part", names);
        }

        return code.KeyParts.Select((part, place) => new KeyPart(part, names[place], Identifiers.Fresh($"Value{place}", names))).ToArray();
    }

    /// <summary>The column's value; of a default key, whose parts may be null, the column type's default.</summary>
    public string ValueExpression()
    {
        var column = Column.Column;
        var access = $"this.{Member}";
        // A part is never a nullable value type, but may be an object or wrap one.
        var canBeNull = column.Nullability is Nullability.Reference or Nullability.NullableReference;
        if (column.Wrapper is { } wrapper)
        {
            access += $"{(canBeNull ? "?" : "")}.{Identifiers.Escape(wrapper.Member)}";
            canBeNull |= wrapper.Inner != Nullability.Value;
        }

        if (column is { IsReferenceKind: true, Mapping.Form: MappingForm.Same }) return access;
        return canBeNull ? $"{access} is {{ }} value ? {Column.ToColumn("value")} : default" : Column.ToColumn(access);
    }

    public string Compare() => Column.Column switch
    {
        { IgnoresCase: true } => $"global::Syncline.TextFold.Compare({Mine}, {Other})",
        { Kind: ColumnKind.Text } => $"string.CompareOrdinal({Mine}, {Other})",
        _ => $"{Mine}.CompareTo({Other})",
    };

    public string AreEqual() => Column.Column.IgnoresCase ? $"global::Syncline.TextFold.Equals({Mine}, {Other})" : $"{Mine} == {Other}";

    public string Hash() => Column.Column switch
    {
        { IgnoresCase: true } => $"global::Syncline.TextFold.GetHashCode({Mine} ?? \"\")",
        { Kind: ColumnKind.Text } => $"({Mine} ?? \"\").GetHashCode()",
        _ => $"{Mine}.GetHashCode()",
    };

    public string Put(int place) => Column.Put(place, $"key.{(IsMapped ? Value : Member)}{(IsMapped && Column.Column.IsReferenceKind ? "!" : "")}");

    private string Mine => $"this.{(IsMapped ? Value : Member)}";

    private string Other => $"other.{(IsMapped ? Value : Member)}";
}
