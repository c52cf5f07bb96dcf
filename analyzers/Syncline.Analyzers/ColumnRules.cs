using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>The rules of single columns: SYNC006, SYNC007, and of SYNC010 the properties.</summary>
internal static class ColumnRules
{
    public static void Check(Declaration declaration)
    {
        foreach (var problem in declaration.Problems.Where(problem => problem.Site == ProblemSite.Member))
        {
            if (declaration.Property(problem.Name) is { } property && !declaration.IsHalfTyped(problem.Name)) Check(declaration, problem, property.Symbol);
        }
    }

    private static void Check(Declaration declaration, Problem problem, IPropertySymbol property)
    {
        switch (problem.Kind)
        {
            // A key part is the key's matter, which has more to say than that there is no mapping.
            case ProblemKind.ColumnType when !declaration.Problems.Any(other => other.Kind == ProblemKind.KeyPartType && other.Name == problem.Name):
                declaration.Report(Rules.ColumnUnmapped, Sites.PropertyType(property, declaration.CancellationToken), problem.Name, $"there is no mapping for '{problem.Arguments[0]}'; leave it out with [SyncIgnore], or name a converter");
                break;
            case ProblemKind.ConverterUnsuited when Converter(declaration, problem) is not { TypeKind: TypeKind.Error }:
                Unmapped(declaration, problem, "Converter", $"'{problem.Arguments[0]}' does not implement IColumnConverter<{problem.Arguments[1]}, TColumn> once, with a TColumn that is a column type");
                break;
            case ProblemKind.ColumnNameEmpty:
                Unmapped(declaration, problem, "", "its name is empty");
                break;
            case ProblemKind.OptionUnsuited:
                Unmapped(declaration, problem, problem.Arguments[0], Unsuited(problem.Arguments[0]), FixData.Choices([$"-{problem.Arguments[0]}"]));
                break;
            case ProblemKind.OptionValue:
                var values = problem.Arguments[0] == "EnumAs" ? Enum.GetNames(typeof(EnumStorage)) : Enum.GetNames(typeof(NullPolicy));
                Unmapped(declaration, problem, problem.Arguments[0], $"{problem.Arguments[0]} is {Sentence.List(values, "or")}, not {problem.Arguments[1]}", FixData.Choices([$"-{problem.Arguments[0]}"]));
                break;
            case ProblemKind.ColumnNameTwice:
                declaration.Report(Rules.ColumnTwice, Sites.Name(property), problem.Arguments[1], problem.Name, problem.Arguments[0]);
                break;
            case ProblemKind.ColumnNotSettable:
                declaration.Report(Rules.Unreachable, Sites.Name(property), problem.Name, "a column: it must be public, and a constructor or setter must reach it");
                break;
        }
    }

    private static void Unmapped(Declaration declaration, Problem problem, string argument, string reason, FixData? fix = null)
    {
        var attribute = declaration.Property(problem.Name)?.Attribute("SyncColumnAttribute");
        var site = attribute is null ? null : argument.Length == 0 ? Sites.First(attribute, declaration.CancellationToken) : Sites.Argument(attribute, argument, declaration.CancellationToken);
        declaration.Report(Rules.ColumnUnmapped, site, fix ?? FixData.None, problem.Name, reason);
    }

    private static ITypeSymbol? Converter(Declaration declaration, Problem problem)
        => declaration.Property(problem.Name)?.Attribute("SyncColumnAttribute")?.Named<ITypeSymbol?>("Converter", null);

    private static string Unsuited(string option) => option switch
    {
        "Tolerance" => "Tolerance is for float, double and decimal columns, and is a finite number above 0",
        "IgnoreCase" => "IgnoreCase is for text",
        _ => "EnumAs is for enums",
    };
}
