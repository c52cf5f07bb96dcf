using Syncline.Generator.Model;

namespace Syncline.Analyzers;

/// <summary>The rules of types and their keys, SYNC001 to SYNC014.</summary>
internal static class ModelRules
{
    public static void Check(Declaration declaration) => CheckPartial(declaration);

    private static void CheckPartial(Declaration declaration)
    {
        var types = declaration.Problems.Where(problem => problem.Kind == ProblemKind.NotPartial).Select(problem => problem.Arguments[0]).ToArray();
        if (types.Length == 0) return;
        declaration.Report(Rules.NotPartial, Sites.Name(declaration.Type), declaration.Type.Name, $"{Sentence.Names(types)} {(types.Length == 1 ? "is" : "are")}");
    }
}
