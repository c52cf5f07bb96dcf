using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Analyzers.EventKeys;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>Checks every type marked with <c>[SyncModel]</c>. It is parsed once, by the generator's own parser, and shown to each group of rules.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyncModelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.OfDeclarations;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // By name: to look the attribute up would bind the project's declarations first.
            if (!start.Compilation.ReferencedAssemblyNames.Any(assembly => assembly.Name == "Syncline")) return;
            var models = new ProjectModels(start.Compilation);
            var states = new ProjectStates(start.Compilation);
            var checkedIn = CheckedInModels.Find(start.Options);
            start.RegisterSymbolAction(context => Check(context, models, states, checkedIn), SymbolKind.NamedType);
            if (checkedIn is not null) start.RegisterAdditionalFileAction(checkedIn.Check);
            start.RegisterSyntaxNodeAction(HiddenModes.Check, SyntaxKind.Attribute);
        });
    }

    private static void Check(SymbolAnalysisContext context, ProjectModels models, ProjectStates states, CheckedInModels? checkedIn)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var attributes = type.GetAttributes();
        if (attributes.Find("SyncModelAttribute") is not { } attribute)
        {
            TypeRules.CheckNoModel(context, type, attributes);
            return;
        }

        // What is no class or struct, or has no name yet, the compiler refuses.
        if (type.Name.Length == 0 || type.TypeKind is not (TypeKind.Class or TypeKind.Struct)) return;
        var parsed = SyncModelParser.Parse(type, attribute, context.Compilation, out var properties, context.CancellationToken);
        var declaration = new Declaration(type, attribute, parsed, properties, context);
        TypeRules.Check(declaration);
        KeyRules.Check(declaration);
        ColumnRules.Check(declaration);
        SyncRules.Check(declaration, states);
        EventKeyRules.Check(declaration, models);
        ValueRules.Check(declaration);
        if (checkedIn is not null) ModelVersionRules.Check(declaration, checkedIn);
    }
}
