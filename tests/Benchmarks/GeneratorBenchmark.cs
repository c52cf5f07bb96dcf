extern alias Generator;

using System.Collections.Immutable;
using System.Diagnostics;
using Basic.Reference.Assemblies;
using Generator::Syncline.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Syncline.Benchmarks;

/// <summary>
/// What a keystroke costs in a project of many models, against the least that a generator of this kind can do: find the types with the attribute, and
/// make nothing of them.
/// </summary>
internal static class GeneratorBenchmark
{
    private const int OtherFiles = 200;
    private const int CountedRounds = 40;
    private const string EditedModel = "Model5.cs";
    private const string UnrelatedFile = "Unrelated.cs";

    private static readonly CSharpParseOptions Options = CSharpParseOptions.Default;

    public static double? Run(int models)
    {
        var project = Project(models);
        var (first, _) = Start(new SyncModelGenerator(), project);
        Console.WriteLine($"first run {first.TotalMilliseconds:F0} ms");
        var model = Compare("one model edited", project, edit => ModelFile(5, $", int X{edit}"), EditedModel, changedModels: 1);
        Console.WriteLine($"generator-model ratio {model:F2}");
        return Compare("unrelated keystroke", project, edit => $"namespace Shop; class Unrelated {{ int M() => {edit}; }}", UnrelatedFile, changedModels: 0);
    }

    private static double Compare(string name, CSharpCompilation project, Func<int, string> edit, string file, int changedModels)
    {
        Check(project, Edits(project, edit, file), changedModels);
        // A compilation remembers what was asked of it, so each side gets its own of every edit.
        var mine = Edits(project, edit, file);
        var other = Edits(project, edit, file);
        var (_, ours) = Start(new SyncModelGenerator(), project.Clone());
        var (_, theirs) = Start(new LeastGenerator(), project.Clone());
        var (our, their) = Rounds.Compare(() => Advance(ref ours, mine), () => Advance(ref theirs, other), CountedRounds);
        Console.WriteLine($"{name,-20} {our.TotalMilliseconds,7:F2} ms, least {their.TotalMilliseconds,7:F2} ms, x {our / their:F2}");
        return our / their;
    }

    private static (TimeSpan Time, GeneratorDriver Driver) Start(IIncrementalGenerator generator, Compilation project, bool track = false)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [generator.AsSourceGenerator()],
            parseOptions: Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, track));
        var start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(project);
        return (Stopwatch.GetElapsedTime(start), driver);
    }

    private static bool Advance(ref GeneratorDriver driver, Queue<Compilation> edits)
    {
        driver = driver.RunGenerators(edits.Dequeue());
        return true;
    }

    private static Queue<Compilation> Edits(CSharpCompilation project, Func<int, string> edit, string file)
    {
        var old = project.SyntaxTrees.Single(tree => tree.FilePath == file);
        return new(Enumerable.Range(0, CountedRounds + 1).Select(number => project.ReplaceSyntaxTree(old, Tree(file, edit(number)))));
    }

    /// <summary>Steps are recorded here and not where time is taken: neither compiler nor editor records them, and it costs more than the generator.</summary>
    private static void Check(Compilation project, Queue<Compilation> edits, int changedModels)
    {
        var (_, driver) = Start(new SyncModelGenerator(), project.Clone(), track: true);
        Advance(ref driver, edits);
        var result = driver.GetRunResult().Results.Single();
        if (result.Exception is { } exception) throw new InvalidOperationException($"The generator failed: {exception.Message}", exception);
        var models = Reasons(result.TrackedSteps["Models"]);
        var outputs = Reasons(result.TrackedOutputSteps.Values.SelectMany(steps => steps));
        if (models.Count(IsWork) != changedModels || outputs.Count(IsWork) != changedModels)
        {
            throw new InvalidOperationException($"{changedModels} models were edited; the generator parsed {models.Count(IsWork)} anew and wrote {outputs.Count(IsWork)}.");
        }
    }

    private static bool IsWork(IncrementalStepRunReason reason) => reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);

    private static ImmutableArray<IncrementalStepRunReason> Reasons(IEnumerable<IncrementalGeneratorRunStep> steps)
        => [.. steps.SelectMany(step => step.Outputs).Select(output => output.Reason)];

    /// <summary>A project of so many models and some files without.</summary>
    public static CSharpCompilation Project(int models)
    {
        List<SyntaxTree> files = [Tree("Usings.cs", "global using System; global using Syncline; global using static Syncline.SyncMode;")];
        for (var i = 0; i < models; i++) files.Add(Tree($"Model{i}.cs", ModelFile(i, "")));
        for (var i = 0; i < OtherFiles; i++) files.Add(Tree($"Other{i}.cs", $"namespace Shop; class Other{i} {{ int A() => {i}; string B(int x) {{ return x.ToString(); }} }}"));
        files.Add(Tree(UnrelatedFile, "namespace Shop; class Unrelated { int M() => -1; }"));
        return CSharpCompilation.Create(
            "Shop",
            files,
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(SyncModelAttribute).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static string ModelFile(int number, string more) => $$"""
        namespace Shop.Part{{number % 50}};

        [SyncModel(PrimaryKey = [nameof(Id)])]
        [Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
        public sealed partial record Model{{number}}(int Id, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool Active, int? Age, double Score{{more}});
        """;

    private static SyntaxTree Tree(string path, string text) => CSharpSyntaxTree.ParseText(text, Options, path, System.Text.Encoding.UTF8);

    /// <summary>Finds the models and makes a constant of each.</summary>
    private sealed class LeastGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            var found = context.SyntaxProvider.ForAttributeWithMetadataName(typeof(SyncModelAttribute).FullName!, static (node, _) => node is TypeDeclarationSyntax, static (_, _) => 1);
            context.RegisterSourceOutput(found, static (_, _) => { });
        }
    }
}
