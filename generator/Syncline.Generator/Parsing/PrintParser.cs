using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Reads what a record with sensitive members prints. Only those get a <c>PrintMembers</c>: without one the compiler's prints every value.</summary>
internal static class PrintParser
{
    public static PrintedMembers? Parse(INamedTypeSymbol type, IReadOnlyList<ModelProperty> properties, CancellationToken cancellationToken)
    {
        var sensitive = Sensitive(properties);
        if (!type.IsRecord || sensitive.Count == 0 || WritesItself(type)) return null;

        var inheritsRecord = type.TypeKind == TypeKind.Class && type.BaseType is { IsRecord: true };
        var inherited = inheritsRecord ? Members(type.BaseType!, withBases: true).Select(member => member.Name).Where(sensitive.Contains).ToArray() : [];
        // A base that is a model masks what it knows to be sensitive; everything else it would print.
        var callsBase = inheritsRecord && (inherited.Length == 0 || IsModel(type.BaseType!) && Sensitive(PropertyFinder.Find(type.BaseType!, cancellationToken)).IsSupersetOf(inherited));
        var members = Members(type, withBases: !callsBase).Select(member => new PrintedMember(member.Name, sensitive.Contains(member.Name))).ToEquatableArray();
        if (!members.Any(member => member.IsMasked)) return null;

        var modifiers = inheritsRecord ? "protected override" : type.TypeKind == TypeKind.Struct || type.IsSealed ? "private" : "protected virtual";
        return new(modifiers, callsBase, members);
    }

    private static HashSet<string> Sensitive(IEnumerable<ModelProperty> properties)
        => new(properties.Where(property => property.IsSensitive).Select(property => property.Name), StringComparer.Ordinal);

    private static bool WritesItself(INamedTypeSymbol type)
        => type.GetMembers("PrintMembers").OfType<IMethodSymbol>().Any(method => !method.IsImplicitlyDeclared && !NameChooser.IsGenerated(method) && method.Parameters is [{ Type.Name: "StringBuilder" }]);

    private static bool IsModel(INamedTypeSymbol type) => type.GetAttributes().Find("SyncModelAttribute") is not null;

    // What the compiler would print: public instance fields and readable properties, base types' first, an override where it is declared first.
    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type, bool withBases)
    {
        if (withBases && type.BaseType is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) } baseType)
        {
            foreach (var member in Members(baseType, withBases: true)) yield return member;
        }

        foreach (var member in type.GetMembers())
        {
            if (member is not { IsStatic: false, DeclaredAccessibility: Accessibility.Public, IsOverride: false }) continue;
            if (member is IPropertySymbol { IsIndexer: false, GetMethod: not null } or IFieldSymbol) yield return member;
        }
    }
}
