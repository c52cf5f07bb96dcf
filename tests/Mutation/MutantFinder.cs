using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Syncline.Mutation;

/// <summary>Finds what can be changed in a file. Texts are left alone: messages have tests of their own, and would make up most of a sample.</summary>
internal sealed class MutantFinder(string file, SyntaxTree tree) : CSharpSyntaxWalker
{
    private static readonly Dictionary<SyntaxKind, string[]> Operators = new()
    {
        [SyntaxKind.LessThanToken] = ["<=", ">="],
        [SyntaxKind.LessThanEqualsToken] = ["<", ">"],
        [SyntaxKind.GreaterThanToken] = [">=", "<="],
        [SyntaxKind.GreaterThanEqualsToken] = [">", "<"],
        [SyntaxKind.EqualsEqualsToken] = ["!="],
        [SyntaxKind.ExclamationEqualsToken] = ["=="],
        [SyntaxKind.AmpersandAmpersandToken] = ["||"],
        [SyntaxKind.BarBarToken] = ["&&"],
        [SyntaxKind.PlusToken] = ["-"],
        [SyntaxKind.MinusToken] = ["+"],
        [SyntaxKind.AsteriskToken] = ["/"],
        [SyntaxKind.SlashToken] = ["*"],
        [SyntaxKind.PercentToken] = ["*"],
        [SyntaxKind.LessThanLessThanToken] = [">>"],
        [SyntaxKind.GreaterThanGreaterThanToken] = ["<<"],
        [SyntaxKind.AmpersandToken] = ["|"],
        [SyntaxKind.BarToken] = ["&"],
        [SyntaxKind.CaretToken] = ["&"],
        [SyntaxKind.PlusEqualsToken] = ["-="],
        [SyntaxKind.MinusEqualsToken] = ["+="],
        [SyntaxKind.BarEqualsToken] = ["&=", "="],
        [SyntaxKind.AmpersandEqualsToken] = ["|=", "="],
        [SyntaxKind.QuestionQuestionEqualsToken] = ["="],
        [SyntaxKind.PlusPlusToken] = ["--"],
        [SyntaxKind.MinusMinusToken] = ["++"],
        [SyntaxKind.OrKeyword] = ["and"],
        [SyntaxKind.AndKeyword] = ["or"],
        [SyntaxKind.TrueKeyword] = ["false"],
        [SyntaxKind.FalseKeyword] = ["true"],
        [SyntaxKind.NotKeyword] = [""],
    };

    private readonly List<Mutant> _found = [];

    /// <summary>The mutants of a file, in the order of the text.</summary>
    public static List<Mutant> In(string file, SyntaxTree tree)
    {
        var finder = new MutantFinder(file, tree);
        finder.Visit(tree.GetRoot());
        return finder._found;
    }

    public override void VisitAttributeList(AttributeListSyntax node)
    {
    }

    public override void DefaultVisit(SyntaxNode node)
    {
        switch (node)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce: Add(coalesce, coalesce.Right.ToString()); break;
            case BinaryExpressionSyntax binary: Swap(binary.OperatorToken); break;
            case AssignmentExpressionSyntax assignment: Swap(assignment.OperatorToken); break;
            case PostfixUnaryExpressionSyntax postfix: Swap(postfix.OperatorToken); break;
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not: Add(not, not.Operand.ToString()); break;
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.BitwiseNotExpression } not: Add(not, not.Operand.ToString()); break;
            case BinaryPatternSyntax pattern: Swap(pattern.OperatorToken); break;
            case RelationalPatternSyntax pattern: Swap(pattern.OperatorToken); break;
            case UnaryPatternSyntax pattern: Swap(pattern.OperatorToken); break;
            case IsPatternExpressionSyntax { Pattern: not UnaryPatternSyntax } pattern: Add(pattern.Pattern, $"not ({pattern.Pattern})"); break;
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression or (int)SyntaxKind.FalseLiteralExpression } literal: Swap(literal.Token); break;
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } number: Add(number, $"({number} + 1)"); break;
            case IfStatementSyntax { Condition: IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax } branch: Add(branch.Condition, $"!({branch.Condition})"); break;
            case ConditionalExpressionSyntax { Condition: IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax } choice: Add(choice.Condition, $"!({choice.Condition})"); break;
            case ExpressionStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or ReturnStatementSyntax { Expression: null } or BreakStatementSyntax { Parent: not SwitchSectionSyntax }: Add(node, ";"); break;
        }

        base.DefaultVisit(node);
    }

    private void Swap(SyntaxToken token)
    {
        var isOfAwait = token.Parent is { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } } } };
        foreach (var other in Operators.GetValueOrDefault(token.Kind(), [])) _found.Add(new Mutant(file, LineOf(token.Span), token.Span, token.Parent!.ToString(), other, isOfAwait));
    }

    private void Add(SyntaxNode node, string after) => _found.Add(new Mutant(file, LineOf(node.Span), node.Span, node.ToString(), after, IsOfAwait: false));

    private int LineOf(TextSpan span) => tree.GetLineSpan(span).StartLinePosition.Line + 1;
}
