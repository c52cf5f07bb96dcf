using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>SYNC012: <c>Mode = Upsert</c> where the name means something else. The compiler's own error names neither the mode nor the way out.</summary>
internal static class HiddenModes
{
    private static readonly HashSet<string> Names = new([.. Enum.GetNames(typeof(SyncMode)).Where(name => name != nameof(SyncMode.None)), "Mirror"], StringComparer.Ordinal);

    public static void Check(SyntaxNodeAnalysisContext context)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (LastName(attribute.Name) is not ("Sync" or "SyncAttribute")) return;
        if (Sites.FindArgument(attribute, "Mode")?.Expression is not IdentifierNameSyntax { Identifier.ValueText: var name } written || !Names.Contains(name)) return;

        if (IsMode(context, attribute, name)) return;
        var found = context.SemanticModel.GetSymbolInfo(written, context.CancellationToken);
        if (found.Symbol is { } symbol && IsMode(symbol)) return;
        if (!(context.SemanticModel.GetTypeInfo(attribute, context.CancellationToken).Type as INamedTypeSymbol).IsSyncline("SyncAttribute")) return;
        var others = found.Symbol is { } one ? [one] : found.CandidateSymbols;
        context.ReportDiagnostic(Diagnostic.Create(Rules.ModeHidden, written.GetLocation(), name, Reason([.. others])));
    }

    // The compiler has bound the attribute already: where its value is the mode's, nothing needs to be bound again.
    private static bool IsMode(SyntaxNodeAnalysisContext context, AttributeSyntax attribute, string name)
    {
        if (context.ContainingSymbol is not INamedTypeSymbol type) return false;
        var data = type.GetAttributes().FirstOrDefault(candidate => candidate.ApplicationSyntaxReference is { } place && place.Span == attribute.Span && place.SyntaxTree == attribute.SyntaxTree);
        return data is not null && data.NamedEnum("Mode") == (int)Value(name);
    }

    private static SyncMode Value(string name) => name == "Mirror" ? SyncMode.All : (SyncMode)Enum.Parse(typeof(SyncMode), name);

    private static string Reason(ISymbol[] found) => found switch
    {
        [] => "nothing brings the names of the modes in",
        [var one] => $"{Describe(one)} hides it",
        _ => $"it could be {Sentence.List(found.Select(Describe), "or")}",
    };

    private static string Describe(ISymbol symbol) => symbol switch
    {
        _ when IsMode(symbol) => "the mode",
        INamespaceSymbol => $"the namespace '{symbol.ToDisplayString()}'",
        INamedTypeSymbol => $"the type '{symbol.ToDisplayString()}'",
        IMethodSymbol => $"the method '{Short(symbol)}'",
        IPropertySymbol => $"the property '{Short(symbol)}'",
        _ => $"'{Short(symbol)}'",
    };

    private static string Short(ISymbol symbol) => symbol.ContainingType is { } type ? $"{type.Name}.{symbol.Name}" : symbol.Name;

    private static bool IsMode(ISymbol symbol) => symbol is IFieldSymbol && symbol.ContainingType.IsSyncline(nameof(SyncMode));

    private static string? LastName(NameSyntax name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => null,
    };
}
