using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Syncline.Analyzers;

/// <summary>Finds the places that diagnostics point at. Code may be half typed: where the exact place is missing, the next larger one is given.</summary>
internal static class Sites
{
    /// <summary>The name in a symbol's first declaration.</summary>
    public static Location Name(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? symbol.Locations.FirstOrDefault() ?? Location.None;

    /// <summary>A whole attribute, without its brackets.</summary>
    public static Location? Of(AttributeData attribute, CancellationToken cancellationToken) => Syntax(attribute, cancellationToken)?.GetLocation();

    /// <summary>A named argument of an attribute with its name, or else the attribute.</summary>
    public static Location? Argument(AttributeData attribute, string name, CancellationToken cancellationToken)
        => Syntax(attribute, cancellationToken) is not { } syntax ? null : (FindArgument(syntax, name) ?? (SyntaxNode)syntax).GetLocation();

    /// <summary>The value of a named argument, or else the attribute.</summary>
    public static Location? Value(AttributeData attribute, string name, CancellationToken cancellationToken)
        => Syntax(attribute, cancellationToken) is not { } syntax ? null : (FindArgument(syntax, name)?.Expression ?? (SyntaxNode)syntax).GetLocation();

    /// <summary>The first argument written without a name of a property, or else the attribute.</summary>
    public static Location? First(AttributeData attribute, CancellationToken cancellationToken)
        => Syntax(attribute, cancellationToken) is not { } syntax ? null : (syntax.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals is null) ?? (SyntaxNode)syntax).GetLocation();

    /// <summary>The type of a property, or of the parameter that declares it; or else its name.</summary>
    public static Location PropertyType(IPropertySymbol property, CancellationToken cancellationToken)
        => PropertyTypeSyntax(property, cancellationToken)?.GetLocation() ?? Name(property);

    /// <summary>The parts of the key as written, in order: <c>nameof(Id)</c>, <c>"Id"</c>.</summary>
    public static IReadOnlyList<ExpressionSyntax> KeyParts(AttributeData attribute, CancellationToken cancellationToken)
    {
        if (Syntax(attribute, cancellationToken) is not { ArgumentList: { } list }) return [];
        if (list.Arguments.FirstOrDefault(argument => IsNamed(argument, "PrimaryKey")) is { } named) return [.. Elements(named.Expression)];
        return [.. list.Arguments.Where(argument => argument.NameEquals is null).SelectMany(argument => Elements(argument.Expression))];
    }

    /// <summary>The name that a part of a key means: the last one in <c>nameof</c>, or the literal's text.</summary>
    public static string? PartName(ExpressionSyntax part) => part switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" }, ArgumentList.Arguments: [{ Expression: var named }] } => LastName(named),
        _ => null,
    };

    public static AttributeSyntax? Syntax(AttributeData attribute, CancellationToken cancellationToken)
        => attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax;

    public static AttributeArgumentSyntax? FindArgument(AttributeSyntax attribute, string name)
        => attribute.ArgumentList?.Arguments.FirstOrDefault(argument => IsNamed(argument, name));

    private static bool IsNamed(AttributeArgumentSyntax argument, string name) => argument.NameEquals?.Name.Identifier.ValueText == name;

    private static TypeSyntax? PropertyTypeSyntax(IPropertySymbol property, CancellationToken cancellationToken)
        => property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) switch
        {
            PropertyDeclarationSyntax declaration => declaration.Type,
            ParameterSyntax parameter => parameter.Type,
            _ => null,
        };

    private static string? LastName(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>What a collection or array holds as written, or the expression itself.</summary>
    public static IEnumerable<ExpressionSyntax> Elements(ExpressionSyntax expression) => expression switch
    {
        CollectionExpressionSyntax collection => collection.Elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression),
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        _ => [expression],
    };
}
