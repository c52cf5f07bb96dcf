using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Syncline.Analyzers.Tests.Harness;

/// <summary>What was found in a project.</summary>
internal sealed class Findings(Compilation compilation, ImmutableArray<AdditionalText> files, IReadOnlyList<Diagnostic> rules)
{
    /// <summary>What was looked at: the source, and what the generator made of it.</summary>
    public Compilation Compilation => compilation;

    /// <summary>The files beside the source.</summary>
    public ImmutableArray<AdditionalText> Files => files;

    /// <summary>What the analyzers report, in the order of the code.</summary>
    public IReadOnlyList<Diagnostic> Rules => rules;

    /// <summary>Errors of the compiler. Asked for where they matter alone: they take as long as the analyzers.</summary>
    public IReadOnlyList<Diagnostic> Errors => field ??= [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    /// <summary>The same with another source, of which the generator would make the same.</summary>
    public Findings WithSource(string source)
    {
        var old = compilation.SyntaxTrees.Single(tree => Path.GetFileName(tree.FilePath) == "Source.cs");
        return new(compilation.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(source, (CSharpParseOptions)old.Options, old.FilePath, cancellationToken: TestContext.Current.CancellationToken)), files, []);
    }
}
