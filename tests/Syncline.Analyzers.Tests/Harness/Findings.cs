using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers.Tests.Harness;

/// <summary>What was found in a project.</summary>
internal sealed class Findings(Compilation compilation, IReadOnlyList<Diagnostic> rules)
{
    /// <summary>What the analyzers report, in the order of the code.</summary>
    public IReadOnlyList<Diagnostic> Rules => rules;

    /// <summary>Errors of the compiler. Asked for where they matter alone: they take as long as the analyzers.</summary>
    public IReadOnlyList<Diagnostic> Errors => field ??= [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
}
