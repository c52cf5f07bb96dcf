using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Reads what kind of type a model is and where it is declared.</summary>
internal static class TypeParser
{
    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat;

    private static readonly SymbolDisplayFormat NamespaceFormat = SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>The type as referred to from anywhere, without nullability.</summary>
    public static string Reference(ITypeSymbol type)
        => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Qualified);

    public static string Namespace(INamedTypeSymbol type)
        => type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString(NamespaceFormat) : "";

    public static string MetadataName(INamedTypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType) name = $"{outer.MetadataName}+{name}";
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace) name = $"{space.Name}.{name}";
        return name;
    }

    public static EquatableArray<TypeHeader> Containers(INamedTypeSymbol type)
    {
        var headers = new List<TypeHeader>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType) headers.Insert(0, Header(outer));
        return headers.ToEquatableArray();
    }

    public static TypeHeader Header(INamedTypeSymbol type)
    {
        var keyword = type switch
        {
            { TypeKind: TypeKind.Interface } => "interface",
            { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
            { TypeKind: TypeKind.Struct } => "struct",
            { IsRecord: true } => "record",
            _ => "class",
        };
        return new(keyword, type.Name, type.TypeParameters.Select(parameter => parameter.Name).ToEquatableArray());
    }

    /// <summary>Finds what keeps a type from being a model at all.</summary>
    public static void Check(INamedTypeSymbol type, ProblemList problems, CancellationToken cancellationToken)
    {
        if (Unsupported(type) is { } reason) problems.Add(ProblemKind.UnsupportedType, ProblemSite.Type, "", reason);
        for (var part = type; part is not null; part = part.ContainingType)
        {
            if (!IsPartial(part, cancellationToken)) problems.Add(ProblemKind.NotPartial, ProblemSite.Type, "", part.Name);
        }
    }

    private static string? Unsupported(INamedTypeSymbol type)
    {
        if (type.Name.Length == 0) return "nameless";
        if (type.IsStatic) return "static";
        if (type.IsAbstract) return "abstract";
        if (type.IsRefLikeType) return "ref struct";
        if (type.TypeParameters.Length > 0) return "generic";
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct)) return "no class or struct";
        for (var part = type; part is not null; part = part.ContainingType)
        {
            if (part.IsFileLocal) return "file-local";
        }

        return null;
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellationToken)
        => type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
}
