using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;

namespace Syncline.Analyzers;

/// <summary>The rules of what columns hold, SYNC301 to SYNC303.</summary>
internal static class ValueRules
{
    public static void Check(Declaration declaration)
    {
        foreach (var column in declaration.Columns)
        {
            // What is declared in another assembly can't be changed here.
            if (declaration.Property(column.Member)?.Symbol is not { } property || property.Locations is not [{ IsInSource: true }, ..]) continue;
            if (column is { Kind: ColumnKind.Single or ColumnKind.Double, IsCompared: true, Tolerance: 0 } && !IsKeyPart(declaration, column)) Report(declaration, Rules.ExactFloat, property, column.Kind == ColumnKind.Single ? "float" : "double");
            if (column.Kind == ColumnKind.DateTime && PersonalNames.Words(column.Member).Contains("LOCAL")) Report(declaration, Rules.LocalDateTime, property);
            if (!column.IsSensitive && PersonalNames.IsPersonal(column.Member)) Report(declaration, Rules.PersonalData, property);
        }
    }

    private static bool IsKeyPart(Declaration declaration, Column column)
        => declaration.Problems.Any(problem => problem.Kind == ProblemKind.KeyPartType && problem.Name == column.Member);

    private static void Report(Declaration declaration, DiagnosticDescriptor rule, IPropertySymbol property, params object[] arguments)
        => declaration.Report(rule, Sites.Name(property), [property.Name, .. arguments]);
}
