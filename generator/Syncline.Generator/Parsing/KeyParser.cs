using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Reads which columns identify a row.</summary>
internal sealed class KeyParser(RowShape shape, EquatableArray<Column> columns, ProblemList problems)
{
    private readonly List<int> _key = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public EquatableArray<int> Parse(AttributeData attribute)
    {
        var names = Names(attribute);
        if (Named(attribute) is not null && Positional(attribute).Length > 0) problems.Add(ProblemKind.KeyTwoForms, ProblemSite.Key, "");
        if (names.Count == 0) problems.Add(ProblemKind.KeyMissing, ProblemSite.Key, "");
        foreach (var name in names)
        {
            if (!_seen.Add(name)) Report(ProblemKind.KeyPartTwice, name);
            else Add(name);
        }

        return _key.ToEquatableArray();
    }

    /// <summary>The names as written. The named form is set after the constructor has run, so it wins where both are.</summary>
    public static IReadOnlyList<string> Names(AttributeData attribute) => Named(attribute) ?? Positional(attribute);

    private void Add(string name)
    {
        var property = shape.Properties.FirstOrDefault(candidate => candidate.Name == name);
        var ordinal = Ordinal(name);
        if (property is null) Report(ProblemKind.KeyPartUnknown, name);
        else if (property.IsIgnored) Report(ProblemKind.KeyPartIgnored, name);
        else if (!shape.Columns.Contains(property)) Report(ProblemKind.KeyPartUnreachable, name);
        else if (ordinal < 0) Report(ProblemKind.KeyPartType, name, property.Symbol.Type.ToDisplayString());
        else Check(name, property, columns[ordinal], ordinal);
    }

    private void Check(string name, ModelProperty property, Column column, int ordinal)
    {
        if (column.Kind is ColumnKind.Single or ColumnKind.Double or ColumnKind.Bytes)
        {
            // Without its nulls too it is no type for a key.
            Report(ProblemKind.KeyPartType, name, property.Symbol.Type.ToDisplayString());
            return;
        }

        if (column.Tolerance != 0) Report(ProblemKind.KeyPartNotCompared, name, "Tolerance");
        else if (!column.IsCompared) Report(ProblemKind.KeyPartNotCompared, name, "Compare");
        else if (column.Mapping.Form == MappingForm.Converter && LosingConverters.Loses(ColumnTypes.Split(property.Symbol.Type).Type, column.Kind)) ReportLoss(name, property, column);
        else _key.Add(ordinal);

        // Code without nullable annotations says nothing of null, and is not taken to.
        if (column.Nullability == Nullability.NullableValue || property.Symbol.Type.NullableAnnotation == NullableAnnotation.Annotated)
            Report(ProblemKind.KeyPartNullable, name, property.Symbol.Type.ToDisplayString());
    }

    private void ReportLoss(string name, ModelProperty property, Column column)
    {
        var converter = property.Attribute("SyncColumnAttribute")?.Named<ITypeSymbol?>("Converter", null);
        Report(ProblemKind.KeyPartLoses, name, converter?.ToDisplayString() ?? "", property.Symbol.Type.ToDisplayString(), column.Mapping.ColumnType);
    }

    private int Ordinal(string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Member == name) return i;
        }

        return -1;
    }

    private void Report(ProblemKind kind, string name, params string[] arguments) => problems.Add(kind, ProblemSite.Key, name, arguments);

    private static string[] Positional(AttributeData attribute)
        => attribute.ConstructorArguments is [var argument] ? AttributeReading.Texts(argument)?.ToArray() ?? [] : [];

    private static string[]? Named(AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == "PrimaryKey") return AttributeReading.Texts(argument.Value)?.ToArray() ?? [];
        }

        return null;
    }
}
