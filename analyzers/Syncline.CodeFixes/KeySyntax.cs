using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Rewrites the key in a <c>[SyncModel]</c>, in the form it is written in.</summary>
internal static class KeySyntax
{
    /// <summary>The attribute with a single property as its key; <see langword="null"/> where the key is not written as a list.</summary>
    public static AttributeSyntax? Replace(AttributeSyntax attribute, string name) => Rewrite(attribute, new Replacement(name));

    /// <summary>The attribute with more properties in its key; <see langword="null"/> where the key is not written as a list.</summary>
    public static AttributeSyntax? Add(AttributeSyntax attribute, IReadOnlyList<string> names) => Rewrite(attribute, new Addition(names));

    /// <summary>The attribute with <c>UniqueKey = true</c>.</summary>
    public static AttributeSyntax AssertUnique(AttributeSyntax attribute)
        => Arguments.Set(attribute, "UniqueKey", SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));

    private static AttributeSyntax? Rewrite(AttributeSyntax attribute, ListChange change)
    {
        var arguments = attribute.ArgumentList!.Arguments;
        var holder = Sites.FindArgument(attribute, "PrimaryKey") ?? arguments.FirstOrDefault(argument => argument.NameEquals is null && IsList(argument.Expression));
        if (holder is not null) return RewriteList(holder.Expression, change) is { } list ? attribute.ReplaceNode(holder.Expression, list) : null;
        var count = arguments.TakeWhile(argument => argument.NameEquals is null).Count();
        if (count == 0) return null;
        if (arguments[0] is { NameColon: not null, Expression: var only }) return attribute.ReplaceNode(only, RewriteNamed(only, change));
        return attribute.WithArgumentList(attribute.ArgumentList.WithArguments(change.Apply(arguments, count, SyntaxFactory.AttributeArgument)));
    }

    // 'primaryKey: nameof(Id)' gives the parameter one value; more of them need a list.
    private static ExpressionSyntax RewriteNamed(ExpressionSyntax only, ListChange change)
    {
        var elements = change.Apply(SyntaxFactory.SingletonSeparatedList(only.WithoutTrivia()), 1, part => part);
        var value = elements.Count == 1 ? elements[0] : SyntaxFactory.CollectionExpression(SyntaxFactory.SeparatedList<CollectionElementSyntax>(elements.GetWithSeparators().Select(InList)));
        return value.WithTriviaFrom(only);
    }

    private static SyntaxNodeOrToken InList(SyntaxNodeOrToken part) => part.AsNode() is ExpressionSyntax expression ? SyntaxFactory.ExpressionElement(expression) : part;

    private static bool IsList(ExpressionSyntax expression)
        => expression is CollectionExpressionSyntax or ImplicitArrayCreationExpressionSyntax or ArrayCreationExpressionSyntax;

    private static ExpressionSyntax? RewriteList(ExpressionSyntax expression, ListChange change)
    {
        InitializerExpressionSyntax InArray(InitializerExpressionSyntax initializer)
            => initializer.WithExpressions(change.Apply(initializer.Expressions, initializer.Expressions.Count, part => part));

        return expression switch
        {
            CollectionExpressionSyntax { Elements.Count: > 0 } list => list.WithElements(change.Apply(list.Elements, list.Elements.Count, CollectionElementSyntax (part) => SyntaxFactory.ExpressionElement(part))),
            ImplicitArrayCreationExpressionSyntax { Initializer.Expressions.Count: > 0 } array => array.WithInitializer(InArray(array.Initializer)),
            ArrayCreationExpressionSyntax { Initializer.Expressions.Count: > 0 } array => array.WithType(Unsized(array.Type)).WithInitializer(InArray(array.Initializer!)),
            _ => null,
        };
    }

    // A written size would no longer be that of the list.
    private static ArrayTypeSyntax Unsized(ArrayTypeSyntax type)
    {
        var sizes = type.RankSpecifiers.SelectMany(rank => rank.Sizes).Where(size => !size.IsKind(SyntaxKind.OmittedArraySizeExpression));
        var bare = type.ReplaceNodes(sizes, static (_, _) => SyntaxFactory.OmittedArraySizeExpression());
        return bare == type ? type : bare.WithRankSpecifiers([.. bare.RankSpecifiers.Select(rank => rank.WithOpenBracketToken(rank.OpenBracketToken.WithTrailingTrivia()))]);
    }

    /// <summary>What is done to a list whose first elements are the key.</summary>
    private abstract class ListChange
    {
        public abstract SeparatedSyntaxList<T> Apply<T>(SeparatedSyntaxList<T> list, int count, Func<ExpressionSyntax, T> make)
            where T : SyntaxNode;
    }

    private sealed class Replacement(string name) : ListChange
    {
        public override SeparatedSyntaxList<T> Apply<T>(SeparatedSyntaxList<T> list, int count, Func<ExpressionSyntax, T> make)
        {
            var last = list[count - 1].GetTrailingTrivia();
            var leading = list[0].GetLeadingTrivia();
            for (var i = count - 1; i > 0; i--) list = list.RemoveAt(i);
            return list.Replace(list[0], make(Names.NameOf(name)).WithLeadingTrivia(leading).WithTrailingTrivia(last));
        }
    }

    private sealed class Addition(IReadOnlyList<string> names) : ListChange
    {
        public override SeparatedSyntaxList<T> Apply<T>(SeparatedSyntaxList<T> list, int count, Func<ExpressionSyntax, T> make)
        {
            for (var i = 0; i < names.Count; i++) list = Lists.Insert(list, count + i, make(Names.NameOf(names[i])));
            return list;
        }
    }
}
