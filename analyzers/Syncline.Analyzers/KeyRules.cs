using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>The rules of the primary key: SYNC002 to SYNC005, SYNC008, SYNC009, and of SYNC014 the two forms.</summary>
internal static class KeyRules
{
    // "Guid?" and "string?" rather than "System.Guid?" and "string".
    private static readonly SymbolDisplayFormat AsInCode = SymbolDisplayFormat.MinimallyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static void Check(Declaration declaration)
    {
        foreach (var problem in declaration.Problems.Where(problem => problem.Site == ProblemSite.Key)) Check(declaration, problem);
    }

    private static void Check(Declaration declaration, Problem problem)
    {
        var name = problem.Name;
        var model = declaration.Type.Name;
        void Report(DiagnosticDescriptor rule, params object[] arguments) => declaration.Report(rule, PartSite(declaration, problem), [name, model, .. arguments]);

        switch (problem.Kind)
        {
            case ProblemKind.KeyMissing:
                CheckMissing(declaration);
                break;
            case ProblemKind.KeyPartUnknown:
                CheckUnknown(declaration, problem);
                break;
            case ProblemKind.KeyPartNullable:
                CheckNullable(declaration, problem);
                break;
            // A converter that does not fit, or is not there yet, is spoken of where it stands.
            case ProblemKind.KeyPartType when !declaration.IsHalfTyped(name) && !declaration.Problems.Any(other => other.Kind == ProblemKind.ConverterUnsuited && other.Name == name):
                Report(Rules.KeyPartType, problem.Arguments[0]);
                break;
            case ProblemKind.KeyPartTwice:
                Report(Rules.KeyPartTwice);
                break;
            // One that has a problem of its own as a column, or whose constructor is the trouble, is spoken of there.
            case ProblemKind.KeyPartUnreachable when !declaration.Problems.Any(other => other.Kind == ProblemKind.NoConstructor || (other.Kind == ProblemKind.ColumnNotSettable && other.Name == name)):
                declaration.Report(Rules.Unreachable, PartSite(declaration, problem), name, $"part of the key of '{model}': no public constructor or setter reaches it");
                break;
            case ProblemKind.KeyPartIgnored:
                Report(Rules.KeyPartBlurred, "[SyncIgnore] leaves it out of the model");
                break;
            case ProblemKind.KeyPartNotCompared:
                Report(Rules.KeyPartBlurred, problem.Arguments[0] == "Tolerance" ? "its Tolerance takes near values for equal" : "Compare = false says that it does not matter");
                break;
            case ProblemKind.KeyPartLoses:
                Report(Rules.KeyPartBlurred, $"the converter '{problem.Arguments[0]}' makes '{problem.Arguments[2]}' of '{problem.Arguments[1]}', which has more values, so some keys become one");
                break;
            case ProblemKind.KeyTwoForms:
                declaration.Report(Rules.TwoKeys, Sites.Argument(declaration.Attribute, "PrimaryKey", declaration.CancellationToken), model, "its key in both forms, of which PrimaryKey counts: keep one");
                break;
        }
    }

    private static void CheckMissing(Declaration declaration)
    {
        // An argument that is being typed is the compiler's business.
        if (!declaration.IsAttributeComplete) return;
        var candidates = KeyCandidates.Find(declaration);
        declaration.Report(Rules.KeyMissing, Sites.Of(declaration.Attribute, declaration.CancellationToken), FixData.Choices(candidates), declaration.Type.Name, $"no primary key: name the properties that identify a row, as in PrimaryKey = [nameof({(candidates.Count > 0 ? candidates[0] : "...")})]");
    }

    private static void CheckUnknown(Declaration declaration, Problem problem)
    {
        var nearest = KeyCandidates.FindNear(declaration, problem.Name);
        var hint = nearest.Count == 0 ? "" : $": did you mean {Sentence.Names(nearest, "or")}?";
        declaration.Report(Rules.KeyPartUnknown, PartSite(declaration, problem), FixData.Choices(nearest), declaration.Type.Name, problem.Name, hint);
    }

    private static void CheckNullable(Declaration declaration, Problem problem)
    {
        if (declaration.Property(problem.Name) is not { } property || declaration.IsHalfTyped(problem.Name)) return;
        var type = property.Symbol.Type.ToDisplayString(AsInCode);
        declaration.Report(Rules.KeyPartNullable, Sites.PropertyType(property.Symbol, declaration.CancellationToken), problem.Name, declaration.Type.Name, type, type.TrimEnd('?'));
    }

    private static Location? PartSite(Declaration declaration, Problem problem)
    {
        var parts = Sites.KeyParts(declaration.Attribute, declaration.CancellationToken);
        var names = KeyParser.Names(declaration.Attribute);
        // A constant says its name only as a value: where each part has one, they stand in the same order.
        var places = names.Count == parts.Count
            ? parts.Where((_, part) => names[part] == problem.Name)
            : parts.Where(part => Sites.PartName(part) == problem.Name);
        return (problem.Kind == ProblemKind.KeyPartTwice ? places.Skip(1) : places).FirstOrDefault()?.GetLocation() ?? Sites.Of(declaration.Attribute, declaration.CancellationToken);
    }
}
