using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>Where a model meets a destination: at the attribute that binds a sync, or in a call that hands one to it.</summary>
/// <param name="Type">The model's type.</param>
/// <param name="Model">The model.</param>
/// <param name="Properties">Its properties, those that are no columns too.</param>
/// <param name="Destination">The destination.</param>
/// <param name="Report">Reports a rule there.</param>
internal sealed record RecordSite(INamedTypeSymbol Type, SyncModel Model, IReadOnlyList<ModelProperty> Properties, INamedTypeSymbol Destination, Action<DiagnosticDescriptor, FixData, object[]> Report)
{
    /// <summary>That of an attribute; <see langword="null"/> where it binds to nothing, or the model is wrong in itself.</summary>
    public static RecordSite? Of(Declaration declaration, AttributeData attribute)
        => declaration.Model is { } model && DestinationRules.Bound(attribute) is { } destination
            ? new(declaration.Type, model, declaration.Properties, destination, (rule, fix, arguments) => declaration.Report(rule, Sites.Of(attribute, declaration.CancellationToken), fix, arguments))
            : null;

    /// <summary>That of a call, and its sync; <see langword="null"/> where the sync is bound to the very destination, or the model is wrong in itself: the declaration says so.</summary>
    public static (RecordSite Site, Sync Sync)? Of(SyntaxNodeAnalysisContext context, DestinationCall call, INamedTypeSymbol destination)
    {
        if (CallRules.ModelOf(call.Method) is not { } type || type.GetAttributes().Find("SyncModelAttribute") is not { } attribute) return null;
        var model = SyncModelParser.Parse(type, attribute, context.Compilation, out var properties, context.CancellationToken).Model;
        var member = MemberOf(call.Method, type);
        if (model?.Syncs.FirstOrDefault(candidate => candidate.Member == member) is not { } sync) return null;
        var declared = type.GetAttributes().FirstOrDefault(candidate => candidate.IsSyncline("SyncAttribute") && (candidate.FirstText() ?? "") == sync.Name);
        if (declared is not null && SymbolEqualityComparer.Default.Equals(DestinationRules.Bound(declared), destination)) return null;
        // The model stands elsewhere, where a fix of this place does not reach.
        return (new(type, model, properties, destination, (rule, _, arguments) => context.ReportDiagnostic(Diagnostic.Create(rule, call.Destination.Expression.GetLocation(), arguments))), sync);
    }

    // The class of the sync stands in the model; a plan stands in that class.
    private static string? MemberOf(ISymbol method, INamedTypeSymbol model)
    {
        var type = method.ContainingType;
        while (type is not null && !SymbolEqualityComparer.Default.Equals(type.ContainingType, model)) type = type.ContainingType;
        return type?.Name;
    }
}
