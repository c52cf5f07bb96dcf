using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>The rules of the type as a whole: SYNC001, SYNC010, SYNC011, SYNC013, and of SYNC014 the second attribute.</summary>
internal static class TypeRules
{
    public static void Check(Declaration declaration)
    {
        CheckPartial(declaration);
        CheckTwice(declaration);
        foreach (var problem in declaration.Problems) Check(declaration, problem);
    }

    /// <summary>SYNC002 of a type that has syncs but is no model. An attribute that is not there yet may be the one that is missing.</summary>
    public static void CheckNoModel(SymbolAnalysisContext context, INamedTypeSymbol type, ImmutableArray<AttributeData> attributes)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || attributes.Find("SyncAttribute") is not { } sync) return;
        if (attributes.Any(attribute => attribute.AttributeClass is null or { TypeKind: TypeKind.Error })) return;
        var site = Sites.Of(sync, context.CancellationToken) ?? Sites.Name(type);
        context.ReportDiagnostic(Diagnostic.Create(Rules.KeyMissing, site, type.Name, "[Sync] but no [SyncModel], so nothing is generated: add [SyncModel] with the properties that identify a row"));
    }

    private static void Check(Declaration declaration, Problem problem)
    {
        void Report(DiagnosticDescriptor rule, params object[] arguments)
            => declaration.Report(rule, Sites.Name(declaration.Type), [declaration.Type.Name, .. arguments]);

        switch (problem.Kind)
        {
            case ProblemKind.UnsupportedType:
                Report(Rules.UnsupportedType, Reason(problem.Arguments[0]));
                break;
            case ProblemKind.NameTaken:
                Report(Rules.UnsupportedType, $"it has or mentions both '{problem.Arguments[0]}' and '{problem.Arguments[1]}', and one of these names is needed for what is generated");
                break;
            case ProblemKind.NameFallback:
                Report(Rules.NameFallback, problem.Arguments[0], problem.Arguments[1]);
                break;
            // What can't be a model at all needs no second reason.
            case ProblemKind.NoConstructor when !declaration.Problems.Any(other => other.Kind == ProblemKind.UnsupportedType):
                Report(Rules.Unreachable, "constructed: no constructor takes columns alone; add one without parameters, or one whose parameters have the names and types of properties");
                break;
            // A type whose columns all have problems of their own, or none because it is half typed, needs no more words.
            case ProblemKind.NoColumns when !declaration.Problems.Any(other => other.Kind is ProblemKind.ColumnNotSettable or ProblemKind.KeyPartUnreachable or ProblemKind.KeyPartIgnored or ProblemKind.UnsupportedType):
                Report(Rules.Unreachable, "a row: it has no public property that a constructor or setter reaches");
                break;
        }
    }

    private static void CheckPartial(Declaration declaration)
    {
        var types = declaration.Problems.Where(problem => problem.Kind == ProblemKind.NotPartial).Select(problem => problem.Arguments[0]).ToArray();
        if (types.Length == 0) return;
        declaration.Report(Rules.NotPartial, Sites.Name(declaration.Type), declaration.Type.Name, $"{Sentence.Names(types)} {(types.Length == 1 ? "is" : "are")}");
    }

    private static void CheckTwice(Declaration declaration)
    {
        foreach (var other in declaration.Type.GetAttributes().Where(attribute => attribute.IsSyncline("SyncModelAttribute") && attribute != declaration.Attribute))
            declaration.Report(Rules.TwoKeys, Sites.Of(other, declaration.CancellationToken), declaration.Type.Name, "more than one [SyncModel]: the first one counts, so remove this");
    }

    private static string Reason(string kind) => kind switch
    {
        "static" => "a static class has no rows",
        "abstract" => "no row of an abstract type can be constructed; mark the types that derive from it",
        "ref struct" => "a ref struct can't be kept while a run reads on",
        "generic" => "an open generic type has no columns that are known now; mark a type that is not generic",
        "file-local" => "generated code is in another file and can't see a file-local type",
        _ => "it is neither a class nor a struct",
    };
}
