extern alias Analyzers;
extern alias Generator;

using System.Collections.Immutable;
using Analyzers::Syncline.Analyzers;
using Generator::Syncline.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Syncline.Benchmarks;

/// <summary>
/// What all analyzers together take in a build of many models, against what the generator takes: the times that the compiler itself reports of each
/// (<c>-p:ReportAnalyzer=true</c>), one thread.
/// </summary>
internal static class AnalyzerBenchmark
{
    private const int CountedRounds = 3;

    public static double? Run(int models)
    {
        var project = GeneratorBenchmark.Project(models);
        var generator = new List<TimeSpan>();
        var analyzers = new List<TimeSpan>();
        for (var round = 0; round <= CountedRounds; round++)
        {
            var (whole, generating) = Generate(project);
            var analyzing = Analyze(whole);
            Console.WriteLine($"{(round == 0 ? "warm-up  " : $"round {round}  ")} generator {generating.TotalMilliseconds,7:F1} ms, analyzers {analyzing.TotalMilliseconds,7:F1} ms");
            if (round == 0) continue;
            generator.Add(generating);
            analyzers.Add(analyzing);
        }

        return Rounds.Median(analyzers) / Rounds.Median(generator);
    }

    private static (Compilation Whole, TimeSpan Time) Generate(CSharpCompilation project)
    {
        // A compilation remembers what was asked of it: each round begins with a fresh one.
        var driver = CSharpGeneratorDriver.Create(new SyncModelGenerator()).RunGeneratorsAndUpdateCompilation(project.Clone(), out var whole, out _);
        return (whole, driver.GetTimingInfo().GeneratorTimes.Single().ElapsedTime);
    }

    private static TimeSpan Analyze(Compilation whole)
    {
        ImmutableArray<DiagnosticAnalyzer> ours = [new SyncModelAnalyzer(), new SyncCallAnalyzer()];
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, _, _) => throw new InvalidOperationException("An analyzer failed.", exception),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: true);
        var result = whole.Clone().WithAnalyzers([new BindingAnalyzer(), .. ours], options).GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (result.GetAllDiagnostics().IsEmpty) throw new InvalidOperationException("The analyzers found nothing, though each model has a double to speak of.");
        return ours.Aggregate(TimeSpan.Zero, (sum, analyzer) => sum + result.AnalyzerTelemetryInfo[analyzer].ExecutionTime);
    }

    /// <summary>Binds all declarations first. The compiler does so in any build; who asks first would pay for it.</summary>
#pragma warning disable RS1001, RS1012, RS1025, RS1026, RS1036, RS1041
    private sealed class BindingAnalyzer : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [new("BIND", "Bind", "Bind", "Bind", DiagnosticSeverity.Warning, isEnabledByDefault: true)];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterCompilationStartAction(static start => start.Compilation.GetDeclarationDiagnostics());
        }
    }
#pragma warning restore RS1001, RS1012, RS1025, RS1026, RS1036, RS1041
}
