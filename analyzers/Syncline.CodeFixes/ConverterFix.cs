using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Syncline.Analyzers;
using Syncline.Generator.Parsing;

namespace Syncline.CodeFixes;

/// <summary>Names a converter that the project has for a property's type; where it has none, nothing is offered.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ConverterFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.ColumnUnmapped.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var cancellationToken = context.CancellationToken;
        if (await context.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root) return;
        if (await context.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } semantics) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (PropertyAttributes.Find(root.FindNode(diagnostic.Location.SourceSpan)) is not { } property || TypeSyntaxOf(property) is not { } typeSyntax) continue;
            if (semantics.GetTypeInfo(typeSyntax, cancellationToken).Type is not { TypeKind: not TypeKind.Error } type) continue;
            var value = ColumnTypes.Split(type).Type;
            // A type that is a column by itself has another problem: a converter would hide it.
            if (ColumnTypes.FindPlain(value, Generator.Model.EnumStorage.Number) is not null) continue;
            foreach (var converter in Converters(semantics.Compilation.Assembly.GlobalNamespace, value, cancellationToken))
            {
                var title = $"Convert with {converter.Name}";
                var typeOf = SyntaxFactory.TypeOfExpression(SyntaxFactory.ParseTypeName(converter.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).WithAdditionalAnnotations(Simplifier.Annotation));
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(property, PropertyAttributes.SetOption(property, "Converter", typeOf)))), title),
                    diagnostic);
            }
        }
    }

    private static IEnumerable<INamedTypeSymbol> Converters(INamespaceOrTypeSymbol container, ITypeSymbol value, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            // Generated code is in another file, and outside of the types around the converter: what it can't name is no help, nor is what stands in there.
            if (member is INamedTypeSymbol and ({ IsFileLocal: true } or { DeclaredAccessibility: not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal) })) continue;
            if (member is INamedTypeSymbol { IsGenericType: false } type && ConverterTypes.Find(type, value) is not null) yield return type;
            foreach (var inner in Converters(member, value, cancellationToken)) yield return inner;
        }
    }

    private static TypeSyntax? TypeSyntaxOf(SyntaxNode property) => property switch
    {
        PropertyDeclarationSyntax declaration => declaration.Type,
        ParameterSyntax parameter => parameter.Type,
        _ => null,
    };
}
