using System.Collections.Immutable;
using System.Globalization;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Syncline.Generator;

namespace Syncline.Analyzers.Tests.Harness;

/// <summary>A project as a user of the packages has it: the runtime, some destinations, the static using, the generator, and every analyzer.</summary>
internal static class Project
{
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Syncline;

        """;

    public const string StaticUsing = "global using static Syncline.SyncMode;";

    public const string ModelsFile = "Syncline.Models.txt";

    private const string Folder = "/project/";

    public static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [.. Instances<DiagnosticAnalyzer>(typeof(SyncModelAnalyzer).Assembly)];

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. Net100.References.All,
        .. new[] { typeof(SyncModelAttribute), typeof(SqliteTable), typeof(HttpDestination), typeof(IntercomContacts), typeof(MailchimpAudience), typeof(SalesforceObject) }.Select(type => MetadataReference.CreateFromFile(type.Assembly.Location)),
    ];

    /// <summary>Instances of all types of an assembly that are of a kind.</summary>
    public static IEnumerable<T> Instances<T>(System.Reflection.Assembly assembly)
        => assembly.GetTypes().Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract).Select(type => (T)Activator.CreateInstance(type)!);

    /// <summary>A solution of one project with one document; the caller disposes of its workspace.</summary>
    public static Document Create(string source, TestSettings settings)
    {
        // The document owns the workspace for as long as the test runs.
#pragma warning disable CA2000
        var workspace = new AdhocWorkspace();
#pragma warning restore CA2000
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Shop",
            "Shop",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(settings.OutputKind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true),
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose),
            metadataReferences: settings.WithoutSyncline ? Net100.References.All : References.Concat(settings.References)));
        if (!settings.WithoutSyncline) project = project.AddDocument("Usings.cs", SourceText.From(Usings + (settings.WithoutStaticUsing ? "" : StaticUsing)), filePath: Folder + "Usings.cs").Project;
        if (settings.Models is { } models) project = project.AddAdditionalDocument(ModelsFile, SourceText.From(models), filePath: Folder + ModelsFile).Project;
        return project.AddDocument("Source.cs", SourceText.From(source), filePath: Folder + "Source.cs");
    }

    /// <summary>What the compiler and the analyzers say of a document, after the generator has run: errors of the compiler, everything of the analyzers.</summary>
    public static async Task<Findings> Analyze(Document document, TestSettings settings)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var bare = await document.Project.GetCompilationAsync(cancellationToken) ?? throw new InvalidOperationException("The project has no compilation.");
        var driver = CSharpGeneratorDriver.Create([new SyncModelGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)document.Project.ParseOptions!)
            .RunGeneratorsAndUpdateCompilation(bare, out var compilation, out _, cancellationToken);
        Assert.Null(driver.GetRunResult().Results.Single().Exception);

        return await Analyze(compilation, document.Project.AnalyzerOptions.AdditionalFiles, settings, Analyzers);
    }

    /// <summary>What the analyzers that know a rule say of what was looked at before.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> AnalyzeAgain(Findings findings, TestSettings settings, string id)
        => (await Analyze(findings.Compilation, findings.Files, settings, [.. Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id))])).Rules;

    private static async Task<Findings> Analyze(Compilation compilation, ImmutableArray<AdditionalText> files, TestSettings settings, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var config = new ConfigOptions(settings.EditorConfig, Folder);
        compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(config.Severities));
        if (settings.NoWarn is { } off) compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new(off, ReportDiagnostic.Suppress)]));
        var exceptions = new List<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(files, config),
            onAnalyzerException: (exception, _, _) => exceptions.Add(exception),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        var found = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Empty(exceptions);
        return new(compilation, files, [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenByDescending(diagnostic => diagnostic.Location.SourceSpan.Length).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)]);
    }

    /// <summary>A diagnostic as tests write it: <c>SYNC001: its message</c>.</summary>
    public static string Text(Diagnostic diagnostic) => $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
}
