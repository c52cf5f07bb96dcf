using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Syncline.Analyzers;

/// <summary>Checks calls that run syncs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyncCallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [.. Rules.OfCalls, Rules.DestinationLacks, Rules.KeyUnfound, Rules.ColumnNeeded];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // By name: to look the attribute up would bind the project's declarations first.
            if (!start.Compilation.ReferencedAssemblyNames.Any(assembly => assembly.Name == "Syncline")) return;
            // Syntax, not operations: a name sorts out nearly all calls before anything is bound, and a call that breaks a constraint is no operation at all.
            start.RegisterSyntaxNodeAction(ReportRules.Check, ReportRules.Kinds);
            start.RegisterSyntaxNodeAction(CallRules.CheckDestination, SyntaxKind.InvocationExpression);
            start.RegisterSyntaxNodeAction(TableRules.Check, SyntaxKind.ObjectCreationExpression, SyntaxKind.ImplicitObjectCreationExpression);
            if (!TestProjects.IsOne(start.Compilation)) start.RegisterSyntaxNodeAction(CallRules.CheckState, SyntaxKind.ObjectCreationExpression, SyntaxKind.ImplicitObjectCreationExpression);
        });
    }
}
