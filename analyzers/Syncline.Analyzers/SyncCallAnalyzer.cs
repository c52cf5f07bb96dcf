using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>Checks calls that run syncs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyncCallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.OfCalls;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(AttributeReading.SyncModelAttribute) is null) return;
            // Syntax, not operations: a name sorts out nearly all calls before anything is bound, and a call that breaks a constraint is no operation at all.
            start.RegisterSyntaxNodeAction(ReportRules.Check, ReportRules.Kinds);
            start.RegisterSyntaxNodeAction(CallRules.CheckDestination, SyntaxKind.InvocationExpression);
            if (!TestProjects.IsOne(start.Compilation)) start.RegisterSyntaxNodeAction(CallRules.CheckState, SyntaxKind.ObjectCreationExpression, SyntaxKind.ImplicitObjectCreationExpression);
        });
    }
}
