using System.Globalization;
using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Makes columns of properties.</summary>
internal sealed class ColumnParser(INamedTypeSymbol model, Compilation compilation, ProblemList problems)
{
    /// <summary>The columns, in the order of the properties that give them.</summary>
    public EquatableArray<Column> Parse(IEnumerable<ModelProperty> properties, CancellationToken cancellationToken)
    {
        var columns = new List<Column>();
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in properties)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ParseOne(property) is not { } column) continue;
            if (string.IsNullOrWhiteSpace(column.Name)) Report(ProblemKind.ColumnNameEmpty, property);
            else if (names.TryGetValue(column.Name, out var other)) Report(ProblemKind.ColumnNameTwice, property, column.Name, other);
            else names.Add(column.Name, property.Name);
            columns.Add(column);
        }

        return columns.ToEquatableArray();
    }

    private Column? ParseOne(ModelProperty property)
    {
        var attribute = property.Attribute("SyncColumnAttribute");
        var enumAs = (EnumStorage)(attribute?.NamedEnum("EnumAs") ?? 0);
        var (type, nullability) = ColumnTypes.Split(property.Symbol.Type);
        var column = FindType(property, attribute, type, enumAs);
        if (column is null) return null;

        var traits = Traits(property, attribute, nullability, column);
        var tolerance = attribute?.Named("Tolerance", 0.0) ?? 0;
        CheckOptions(property, attribute, column, tolerance);
        return new()
        {
            Name = attribute?.FirstText() ?? property.Name,
            Member = property.Name,
            PropertyType = TypeParser.Reference(type),
            Nullability = nullability,
            Kind = column.Kind,
            Traits = traits,
            Tolerance = tolerance,
            Wrapper = column.Wrapper,
            Mapping = column.Mapping,
        };
    }

    private ColumnType? FindType(ModelProperty property, AttributeData? attribute, ITypeSymbol type, EnumStorage enumAs)
    {
        if (attribute?.Named<ITypeSymbol?>("Converter", null) is { } converter)
        {
            var converted = ConverterTypes.Find(converter, type);
            if (converted is null) Report(ProblemKind.ConverterUnsuited, property, converter.ToDisplayString(), type.ToDisplayString());
            return converted;
        }

        var found = ColumnTypes.Find(type, enumAs, model, compilation);
        if (found is null) Report(ProblemKind.ColumnType, property, property.Symbol.Type.ToDisplayString());
        return found;
    }

    private static ColumnTraits Traits(ModelProperty property, AttributeData? attribute, Nullability nullability, ColumnType column)
    {
        var traits = ColumnTraits.None;
        void Set(ColumnTraits trait, bool when) => traits |= when ? trait : 0;
        Set(ColumnTraits.Nullable, IsNullable(nullability) || column.Wrapper is { } wrapper && IsNullable(wrapper.Inner));
        Set(ColumnTraits.NotCompared, attribute is not null && !attribute.Named("Compare", true));
        Set(ColumnTraits.IgnoreCase, attribute is not null && attribute.Named("IgnoreCase", false));
        Set(ColumnTraits.SkipNull, attribute is not null && attribute.NamedEnum("Nulls") == (int)NullPolicy.Skip);
        Set(ColumnTraits.Sensitive, property.IsSensitive);
        return traits;
    }

    private static bool IsNullable(Nullability nullability) => nullability is Nullability.NullableValue or Nullability.NullableReference;

    private void CheckOptions(ModelProperty property, AttributeData? attribute, ColumnType column, double tolerance)
    {
        if (attribute is null) return;
        var isNumber = column.Kind is ColumnKind.Single or ColumnKind.Double or ColumnKind.Decimal;
        if (tolerance != 0 && !(isNumber && tolerance > 0 && !double.IsInfinity(tolerance))) Report(ProblemKind.OptionUnsuited, property, "Tolerance");
        // Two members of an enum that differ by case alone would become one.
        if (attribute.Named("IgnoreCase", false) && (column.Kind != ColumnKind.Text || column.Mapping.Form == MappingForm.EnumName)) Report(ProblemKind.OptionUnsuited, property, "IgnoreCase");
        CheckValue(property, "EnumAs", attribute.NamedEnum("EnumAs"), (int)EnumStorage.Name);
        CheckValue(property, "Nulls", attribute.NamedEnum("Nulls"), (int)NullPolicy.Skip);
        if (attribute.NamedEnum("EnumAs") == (int)EnumStorage.Name && column.Mapping.Form != MappingForm.EnumName) Report(ProblemKind.OptionUnsuited, property, "EnumAs");
    }

    // A cast can give a number that the enum has no name for.
    private void CheckValue(ModelProperty property, string option, int value, int last)
    {
        if (value < 0 || value > last) Report(ProblemKind.OptionValue, property, option, value.ToString(CultureInfo.InvariantCulture));
    }

    private void Report(ProblemKind kind, ModelProperty property, params string[] arguments) => problems.Add(kind, ProblemSite.Member, property.Name, arguments);
}
