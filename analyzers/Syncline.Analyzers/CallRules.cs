using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>The rules of calls: SYNC402 and SYNC403, and where SYNC110 and SYNC111 are said of a destination that is known there.</summary>
internal static class CallRules
{
    /// <summary>SYNC402. A call that breaks the constraint has no symbol, only candidates; one with a destination typed for another model has.</summary>
    public static void CheckDestination(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (FindDestination(context, call) is not { } found) return;
        var (symbol, argument, needed) = found;

        // A variable's type may be not there yet; what it is then, nobody knows.
        if (context.SemanticModel.GetTypeInfo(argument.Expression, context.CancellationToken).Type is not { TypeKind: not TypeKind.Error } destination) return;
        var model = ModelOf(symbol);
        var missing = needed.Where(type => !Implements(destination, type)).Select(type => type.Name)
            .Concat(needed.Where(type => model is not null && Implements(destination, type) && TypedCapabilities.IsForOthers(destination, type.Name, model)).Select(type => TypedCapabilities.Twin(type.Name, model!)))
            .ToArray();
        if (missing.Length == 0)
        {
            if (destination is INamedTypeSymbol named && RecordSite.Of(context, found, named) is var (site, sync)) RecordRules.Check(site, sync.Type);
            return;
        }

        var hint = destination.IsInterface("IDestination") ? "; TryTo asks a destination when the program runs" : "";
        context.ReportDiagnostic(Diagnostic.Create(
            Rules.CapabilityMissing,
            argument.Expression.GetLocation(),
            Show(call),
            Sentence.List(needed.Select(type => Ability(type.Name))),
            destination.Name,
            Sentence.List(missing) + hint));
    }

    /// <summary>The destination that a call hands to a sync; <see langword="null"/> where it is no such call.</summary>
    public static DestinationCall? FindDestination(SyntaxNodeAnalysisContext context, InvocationExpressionSyntax call)
    {
        if (CalledName(call) is not { Identifier.ValueText: "RunAsync" or "ApplyAsync" or "To" }) return null;
        var found = context.SemanticModel.GetSymbolInfo(call, context.CancellationToken);
        var symbol = found.Symbol ?? (found.CandidateSymbols is [var candidate] ? candidate : null);
        if (symbol is not IMethodSymbol { OriginalDefinition: { TypeParameters: [var parameter] } method } || Argument(call, method, parameter) is not { } argument) return null;
        return new(symbol, argument, [.. parameter.ConstraintTypes.OfType<INamedTypeSymbol>().Where(type => type.ContainingNamespace is { Name: "Syncline", ContainingNamespace.IsGlobalNamespace: true })]);
    }

    /// <summary>SYNC403.</summary>
    public static void CheckState(SyntaxNodeAnalysisContext context)
    {
        if (context.Node is ObjectCreationExpressionSyntax creation && LastName(creation.Type) != "InMemoryStateStore") return;
        if ((context.SemanticModel.GetTypeInfo(context.Node, context.CancellationToken).Type as INamedTypeSymbol).IsSyncline("InMemoryStateStore"))
            context.ReportDiagnostic(Diagnostic.Create(Rules.StateInMemory, context.Node.GetLocation()));
    }

    /// <summary>The model that a generated method is of: the members of a sync stand in classes of the model.</summary>
    public static INamedTypeSymbol? ModelOf(ISymbol method)
    {
        var type = method.ContainingType;
        while (type is not null && !type.GetAttributes().Any(attribute => attribute.AttributeClass.IsSyncline("SyncModelAttribute"))) type = type.ContainingType;
        return type;
    }

    private static ArgumentSyntax? Argument(InvocationExpressionSyntax call, IMethodSymbol method, ITypeParameterSymbol type)
    {
        if (method.Parameters.FirstOrDefault(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, type)) is not { } wanted) return null;
        var arguments = call.ArgumentList.Arguments;
        return arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == wanted.Name)
            ?? (wanted.Ordinal < arguments.Count && arguments[wanted.Ordinal].NameColon is null ? arguments[wanted.Ordinal] : null);
    }

    private static bool Implements(ITypeSymbol type, INamedTypeSymbol capability)
        => SymbolEqualityComparer.Default.Equals(type, capability) || type.AllInterfaces.Contains(capability, SymbolEqualityComparer.Default)
            || type is ITypeParameterSymbol parameter && parameter.ConstraintTypes.Any(constraint => Implements(constraint, capability));

    private static bool IsInterface(this ITypeSymbol type, string name) => (type as INamedTypeSymbol).IsSyncline(name);

    private static string Ability(string capability) => capability switch
    {
        "IInserts" => "inserts",
        "IUpdates" => "updates",
        "IUpserts" => "upserts",
        "IDeletes" => "deletes",
        "IClears" => "clears",
        "IArchives" => "archives",
        "IAddsMembers" => "adds members",
        "IRemovesMembers" => "removes members",
        "IEventDestination" => "takes events",
        "IActionDestination" => "applies actions",
        _ => $"is {capability}",
    };

    public static string Show(InvocationExpressionSyntax call) => string.Concat(call.Expression.DescendantTokens().Select(token => token.Text));

    public static SimpleNameSyntax? CalledName(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        SimpleNameSyntax simple => simple,
        _ => null,
    };

    /// <summary>The last part of a type's name, as written.</summary>
    public static string? LastName(TypeSyntax? type) => type switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => null,
    };
}
