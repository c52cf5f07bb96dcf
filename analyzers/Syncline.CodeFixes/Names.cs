using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Syncline.Generator.Text;

namespace Syncline.CodeFixes;

/// <summary>Writes names of the library so that they bind anywhere; the editor then shortens each as far as the file's usings allow.</summary>
internal static class Names
{
    /// <summary>An expression of the library's, <c>SyncMode.Upsert</c> say, or a literal.</summary>
    public static ExpressionSyntax Expression(string text)
        => text.Contains('.') && !char.IsDigit(text[0]) ? SyntaxFactory.ParseExpression("global::Syncline." + text).WithAdditionalAnnotations(Simplifier.Annotation) : SyntaxFactory.ParseExpression(text);

    /// <summary>An attribute's name.</summary>
    public static NameSyntax Attribute(string name) => SyntaxFactory.ParseName("global::Syncline." + name).WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary><c>nameof(Id)</c></summary>
    public static ExpressionSyntax NameOf(string member) => SyntaxFactory.ParseExpression($"nameof({Identifiers.Escape(member)})");
}
