using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Syncline.Mutation;

/// <summary>Compiles the library with one mutant in it.</summary>
internal sealed class MutatedLibrary
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14, DocumentationMode.None, preprocessorSymbols: ["NET", "NET10_0", "NET10_0_OR_GREATER", "RELEASE"]);

    private readonly Dictionary<string, SyntaxTree> _trees = [];
    private readonly CSharpCompilation _library;

    /// <param name="folder">The library's folder; what its build generated must be there.</param>
    /// <param name="tests">The folder of the built tests, for the packages the library refers to.</param>
    public MutatedLibrary(string folder, string tests)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            var file = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (file.StartsWith("bin/", StringComparison.Ordinal) || (file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("obj/Release/net10.0/", StringComparison.Ordinal))) continue;
            _trees.Add(file, CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path), System.Text.Encoding.UTF8), Parsing, file));
        }

        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => !path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal));
        string[] packages = [Path.Combine(tests, "System.IO.Hashing.dll"), Path.Combine(tests, "Polly.Core.dll")];
        // Without warnings, which take time and change nothing.
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Disable, generalDiagnosticOption: ReportDiagnostic.Suppress, warningLevel: 0);
        _library = CSharpCompilation.Create("Syncline", _trees.Values, framework.Concat(packages).Select(path => MetadataReference.CreateFromFile(path)), options);
    }

    /// <summary>Every mutant of some folders, by file and place.</summary>
    public List<Mutant> MutantsOf(IEnumerable<string> folders)
        => [.. folders.SelectMany(folder => _trees.Where(tree => tree.Key.StartsWith(folder + "/", StringComparison.Ordinal) && !IsData(tree.Key)).OrderBy(tree => tree.Key, StringComparer.Ordinal)).SelectMany(tree => MutantFinder.In(tree.Key, tree.Value))];

    // The table of case folding: a test holds the hash of the whole, and its numbers would be half of a sample.
    private static bool IsData(string file) => file.EndsWith(".Table.cs", StringComparison.Ordinal);

    /// <summary>Writes the library with a mutant in it, or as it is.</summary>
    /// <returns>Whether it compiles.</returns>
    public bool TryWrite(Mutant? mutant, string path)
    {
        var library = _library;
        if (mutant is not null)
        {
            var tree = _trees[mutant.File];
            library = library.ReplaceSyntaxTree(tree, tree.WithChangedText(tree.GetText().WithChanges(new TextChange(mutant.Span, mutant.After))));
        }

        using var bytes = new MemoryStream();
        if (!library.Emit(bytes).Success) return false;
        File.WriteAllBytes(path, bytes.ToArray());
        return true;
    }
}
