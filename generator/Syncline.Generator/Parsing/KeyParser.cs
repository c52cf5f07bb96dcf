using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Reads which columns identify a row.</summary>
internal static class KeyParser
{
    public static EquatableArray<int> Parse(AttributeData attribute, EquatableArray<Column> columns, ProblemList problems)
    {
        var names = Names(attribute);
        if (names.Length == 0) problems.Add(ProblemKind.KeyMissing, ProblemSite.Key, "");

        var key = new List<int>();
        foreach (var name in names)
        {
            var ordinal = -1;
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i].Member == name) ordinal = i;
            }

            if (ordinal < 0) problems.Add(ProblemKind.KeyPartUnknown, ProblemSite.Key, name);
            else if (key.Contains(ordinal)) problems.Add(ProblemKind.KeyPartTwice, ProblemSite.Key, name);
            else if (columns[ordinal].Kind is ColumnKind.Single or ColumnKind.Double or ColumnKind.Bytes) problems.Add(ProblemKind.KeyPartType, ProblemSite.Key, name, columns[ordinal].PropertyType);
            else if (columns[ordinal].Tolerance != 0) problems.Add(ProblemKind.OptionUnsuited, ProblemSite.Member, name, "Tolerance");
            else key.Add(ordinal);
        }

        return key.ToEquatableArray();
    }

    // The named form is set after the constructor has run, so it wins where both are written.
    private static string[] Names(AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == "PrimaryKey") return AttributeReading.Texts(argument.Value)?.ToArray() ?? [];
        }

        return attribute.ConstructorArguments is [var positional] ? AttributeReading.Texts(positional)?.ToArray() ?? [] : [];
    }
}
