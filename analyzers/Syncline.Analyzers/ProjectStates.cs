using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>The states of a project's syncs. They are looked for once, and only where a sync writes its <c>Id</c>.</summary>
internal sealed class ProjectStates(Compilation compilation)
{
    // Publication only: a cancelled look must not be remembered.
    private readonly Lazy<ILookup<string, INamedTypeSymbol>> _models = new(() => Find(compilation), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The first other model with a sync of this state; <see langword="null"/> where there is none.</summary>
    public string? FindOther(INamedTypeSymbol model, string id)
        => _models.Value[id].FirstOrDefault(other => !SymbolEqualityComparer.Default.Equals(other, model))?.ToDisplayString();

    private static ILookup<string, INamedTypeSymbol> Find(Compilation compilation)
        => Types(compilation.Assembly.GlobalNamespace)
            .Where(IsModel)
            .SelectMany(type => type.GetAttributes().Where(attribute => attribute.IsSyncline("SyncAttribute")).Select(attribute => (Type: type, Id: StateIds.Of(type, SyncParser.Read(attribute, "")))))
            .ToLookup(pair => pair.Id, pair => pair.Type, StringComparer.Ordinal);

    // Attributes are bound only of types that have one of the name: binding those of every type would cost.
    private static bool IsModel(INamedTypeSymbol type)
        => type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.AttributeLists.SelectMany(list => list.Attributes).Any(HasModelName))
            && type.GetAttributes().Find("SyncModelAttribute") is not null;

    private static bool HasModelName(AttributeSyntax attribute)
        => attribute.Name.ToString().Split('.').Last().Split(':').Last() is "SyncModel" or "SyncModelAttribute";

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type) yield return type;
            foreach (var inner in Types(member)) yield return inner;
        }
    }
}
