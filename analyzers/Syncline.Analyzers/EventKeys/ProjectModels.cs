using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers.EventKeys;

/// <summary>The models of a project and their keys. They are looked for once, and only when a key of events leaves a doubt.</summary>
internal sealed class ProjectModels(Compilation compilation)
{
    /// <summary>All of them.</summary>
    // Publication only: a cancelled look must not be remembered.
    public Lazy<OtherModels> All { get; } = new(() => new([.. Types(compilation.Assembly.GlobalNamespace).Select(Read).OfType<OtherModel>()]), LazyThreadSafetyMode.PublicationOnly);

    private static OtherModel? Read(INamedTypeSymbol type)
    {
        // Attributes are bound only of types that have one of the name: binding those of every type would cost.
        if (!type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.AttributeLists.Any(HasModelName))) return null;
        var attributes = type.GetAttributes();
        if (attributes.Find("SyncModelAttribute") is not { } attribute) return null;
        var key = new List<EventColumn>();
        foreach (var name in EventModelReader.KeyNames(attribute))
        {
            if (FindProperty(type, name) is not { } property) return null;
            // Only name and type of another model's key count.
            key.Add(new(name, EventColumnKind.Many, EventModelReader.TypeName(property.Type)));
        }

        var syncs = attributes.Where(candidate => candidate.IsSyncline("SyncAttribute")).ToArray();
        return new(type.Name, key, syncs.Length > 0 && syncs.All(EventKeyRules.IsOfEvents));
    }

    private static bool HasModelName(AttributeListSyntax list)
        => list.Attributes.Any(attribute => attribute.Name.ToString().Split('.').Last().Split(':').Last() is "SyncModel" or "SyncModelAttribute");

    private static IPropertySymbol? FindProperty(INamedTypeSymbol type, string name)
    {
        for (var part = type; part is not null; part = part.BaseType)
        {
            if (part.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() is { } property) return property;
        }

        return null;
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type) yield return type;
            foreach (var inner in Types(member)) yield return inner;
        }
    }
}
