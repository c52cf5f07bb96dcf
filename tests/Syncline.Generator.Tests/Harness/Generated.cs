using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Syncline.Generator.Tests.Harness;

/// <summary>Runs the generator over sources, twice, and checks what every run must hold: no exception, clean code, cached when nothing of a model changed.</summary>
internal sealed class Generated
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Syncline;
        global using static Syncline.SyncMode;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> References = [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(SyncModelAttribute).Assembly.Location)];

    private Generated(CSharpCompilation input, Compilation output, GeneratorDriver driver)
    {
        Input = input;
        Output = output;
        Driver = driver;
    }

    /// <summary>The sources alone.</summary>
    public CSharpCompilation Input { get; }

    /// <summary>The sources with what was generated.</summary>
    public Compilation Output { get; }

    /// <summary>The driver after the first run.</summary>
    public GeneratorDriver Driver { get; }

    public GeneratorRunResult Result => Driver.GetRunResult().Results.Single();

    public ImmutableArray<GeneratedSourceResult> Files => Result.GeneratedSources;

    /// <summary>The text of the only file.</summary>
    public string Text => Assert.Single(Files).SourceText.ToString();

    /// <summary>Generates and checks that the whole compiles without a warning.</summary>
    public static Generated Clean(params string[] sources) => Clean([], sources);

    /// <summary>The same with references to other assemblies.</summary>
    public static Generated Clean(IEnumerable<MetadataReference> references, params string[] sources)
    {
        var generated = RunOnce(Compile(sources).AddReferences(references));
        generated.CheckCached();
        Assert.Empty(generated.Findings());
        return generated;
    }

    /// <summary>Generates from sources that may have errors.</summary>
    public static Generated Run(params string[] sources)
    {
        var generated = RunOnce(Compile(sources));
        generated.CheckCached();
        return generated;
    }

    /// <summary>Errors and warnings of the whole, as <c>CS0000: message</c>; of the sources' own missing documentation none.</summary>
    public IReadOnlyList<string> Findings()
        => Output.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Where(diagnostic => diagnostic.Id != "CS1591" || Output.SyntaxTrees.Except(Input.SyntaxTrees).Contains(diagnostic.Location.SourceTree))
            .Select(diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")
            .ToArray();

    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Sample",
        sources.Prepend(Usings).Select((source, number) => Parse(source, $"Source{number}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    public static Generated RunOnce(CSharpCompilation input)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new SyncModelGenerator().AsSourceGenerator()],
            parseOptions: ParseOptions,
            driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(input, out var output, out var diagnostics);
        Assert.Empty(diagnostics);
        var generated = new Generated(input, output, driver);
        Assert.Null(generated.Result.Exception);
        return generated;
    }

    // Every harness test is a caching test: a comment in another file must reach neither the model nor the output.
    private void CheckCached()
    {
        var edited = Input.AddSyntaxTrees(Parse("// A file with no model.", "Unrelated.cs"));
        var second = Driver.RunGenerators(edited).GetRunResult().Results.Single();
        Assert.Null(second.Exception);
        Assert.Equal(Files.Select(file => file.SourceText.ToString()), second.GeneratedSources.Select(file => file.SourceText.ToString()));

        var reasons = second.TrackedOutputSteps.SelectMany(step => step.Value).Concat(second.TrackedSteps.GetValueOrDefault(SyncModelGenerator.Steps.Models, []))
            .SelectMany(step => step.Outputs)
            .Select(output => output.Reason);
        Assert.All(reasons, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
    }
}
