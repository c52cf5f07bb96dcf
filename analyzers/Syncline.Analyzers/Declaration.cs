using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>A type with <c>[SyncModel]</c> as the rules see it: what the generator's parser makes of it, and where things stand in the code.</summary>
internal sealed class Declaration(INamedTypeSymbol type, AttributeData attribute, ParsedModel parsed, IReadOnlyList<ModelProperty> properties, SymbolAnalysisContext context)
{
    private IReadOnlyList<AttributeData>? _syncs;

    public INamedTypeSymbol Type => type;

    /// <summary>The first <c>[SyncModel]</c>, the one that counts.</summary>
    public AttributeData Attribute => attribute;

    public IReadOnlyList<Problem> Problems => parsed.Problems;

    /// <summary>The model; <see langword="null"/> where a problem makes it invalid.</summary>
    public SyncModel? Model => parsed.Model;

    /// <summary>The columns, those of an invalid model too.</summary>
    public IReadOnlyList<Column> Columns => parsed.Columns;

    /// <summary>Whether every argument of <c>[SyncModel]</c> is there and right for the compiler.</summary>
    public bool IsAttributeComplete => attribute is { AttributeConstructor: not null } && !attribute.HasErrors();

    public Compilation Compilation => context.Compilation;

    public AnalyzerOptions Options => context.Options;

    public CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>The <c>[Sync]</c> attributes, in the parser's order: a problem's site is a number in it.</summary>
    public IReadOnlyList<AttributeData> Syncs => _syncs ??= type.GetAttributes().Where(candidate => candidate.IsSyncline("SyncAttribute")).ToArray();

    /// <summary>The properties with the attributes that count for them.</summary>
    public IReadOnlyList<ModelProperty> Properties => properties;

    public ModelProperty? Property(string name) => Properties.FirstOrDefault(property => property.Name == name);

    /// <summary>Whether a property's type is not there, or not yet: the compiler says so, and no rule can know better.</summary>
    public bool IsHalfTyped(string name) => Property(name) is { } property && IsError(property.Symbol.Type);

    /// <summary>Reports a rule; a place outside of the code, a property of another assembly say, becomes the type's.</summary>
    public void Report(DiagnosticDescriptor rule, Location? location, params object[] arguments) => Report(rule, location, FixData.None, arguments);

    /// <inheritdoc cref="Report(DiagnosticDescriptor, Location?, object[])"/>
    public void Report(DiagnosticDescriptor rule, Location? location, FixData fix, params object[] arguments)
        => context.ReportDiagnostic(Diagnostic.Create(rule, location is { IsInSource: true } ? location : Sites.Name(type), fix.Properties, arguments));

    private static bool IsError(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsError(array.ElementType),
        INamedTypeSymbol { TypeKind: not TypeKind.Error } named => named.TypeArguments.Any(IsError),
        _ => type.TypeKind == TypeKind.Error,
    };
}
