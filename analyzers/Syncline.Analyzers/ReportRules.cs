using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>SYNC401: a report that surely goes nowhere. One that is assigned to a discard is thrown away on purpose.</summary>
internal static class ReportRules
{
    /// <summary>The kinds of nodes whose value may go nowhere.</summary>
    public static readonly SyntaxKind[] Kinds = [SyntaxKind.ExpressionStatement, SyntaxKind.ArrowExpressionClause, SyntaxKind.SimpleLambdaExpression, SyntaxKind.ParenthesizedLambdaExpression];

    public static void Check(SyntaxNodeAnalysisContext context)
    {
        var expression = context.Node switch
        {
            ExpressionStatementSyntax statement => statement.Expression,
            ArrowExpressionClauseSyntax arrow => arrow.Expression,
            LambdaExpressionSyntax lambda => lambda.ExpressionBody,
            _ => null,
        };
        if (expression is null || Unwrap(expression) is not { } call) return;

        // Names first: they sort out nearly all before anything is bound.
        var runs = Runs(call).ToArray();
        if (runs.Length == 0 || runs[0] != call && !IsOfTask(context, call) || !IsDropped(context)) return;
        foreach (var run in runs.Where(run => GivesReport(context, run)))
            context.ReportDiagnostic(Diagnostic.Create(Rules.ReportIgnored, run.GetLocation(), CallRules.Show(run)));
    }

    /// <summary>The calls that run something: the call itself, or those that a group waits for.</summary>
    private static IEnumerable<InvocationExpressionSyntax> Runs(InvocationExpressionSyntax call) => CallRules.CalledName(call)?.Identifier.ValueText switch
    {
        "RunAsync" or "ApplyAsync" => [call],
        "WhenAll" or "WhenAny" or "WaitAll" or "WaitAny" => call.ArgumentList.Arguments
            .SelectMany(argument => Sites.Elements(argument.Expression))
            .Select(Unwrap)
            .OfType<InvocationExpressionSyntax>()
            .Where(task => CallRules.CalledName(task)?.Identifier.ValueText is "RunAsync" or "ApplyAsync"),
        _ => [],
    };

    private static bool IsOfTask(SyntaxNodeAnalysisContext context, InvocationExpressionSyntax call)
        => context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is { ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } };

    private static bool GivesReport(SyntaxNodeAnalysisContext context, InvocationExpressionSyntax call)
        => context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is IMethodSymbol { ReturnType: INamedTypeSymbol { TypeArguments: [INamedTypeSymbol result] } } && result.IsSyncline("SyncReport");

    // A body's value goes nowhere where the method gives none: it is void, or async and gives a bare task. A task that is handed on may be read by who gets it.
    private static bool IsDropped(SyntaxNodeAnalysisContext context)
    {
        var method = context.Node switch
        {
            ExpressionStatementSyntax => null,
            LambdaExpressionSyntax lambda => context.SemanticModel.GetSymbolInfo(lambda, context.CancellationToken).Symbol as IMethodSymbol,
            _ => context.Node.Parent is { } member ? context.SemanticModel.GetDeclaredSymbol(member, context.CancellationToken) as IMethodSymbol : null,
        };
        return context.Node is ExpressionStatementSyntax || method is { ReturnsVoid: true } or { IsAsync: true, ReturnType: INamedTypeSymbol { Arity: 0 } };
    }

    // The call behind await, ConfigureAwait and the ways to wait for it.
    private static InvocationExpressionSyntax? Unwrap(ExpressionSyntax expression) => expression switch
    {
        AwaitExpressionSyntax awaited => Unwrap(awaited.Expression),
        ParenthesizedExpressionSyntax inner => Unwrap(inner.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" or "WaitAsync", Expression: var inner } } => Unwrap(inner),
        InvocationExpressionSyntax call => call,
        _ => null,
    };
}
