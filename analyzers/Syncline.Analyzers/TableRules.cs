using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>SYNC106 of a table that is made without an archive column and given to a sync that archives: in the call itself, or by a local variable.</summary>
internal static class TableRules
{
    private const string ArchiveColumn = "ArchiveColumn";
    private const string Proposed = "archived";

    public static void Check(SyntaxNodeAnalysisContext context)
    {
        var creation = (BaseObjectCreationExpressionSyntax)context.Node;
        // Its name sorts out nearly all that is made before anything is bound.
        if (CallRules.LastName(WrittenType(creation)) is not ("SqliteTable" or "PostgreSqlTable" or "SqlServerTable")) return;
        // One that is half typed has no constructor yet; one's own may name the column in its constructor.
        if (context.SemanticModel.GetSymbolInfo(creation, context.CancellationToken).Symbol?.ContainingType is not { BaseType: { } parent } table || !parent.IsSyncline("DatabaseTable") || !table.IsSyncline(table.Name)) return;
        if (NamesColumn(context, creation)) return;
        if (Uses(context, creation).FirstOrDefault(call => call.Needed.Any(type => type.Name == "IArchives")) is not { } found) return;
        var isTaken = CallRules.ModelOf(found.Method)?.GetMembers().Any(member => member.Name.Equals(Proposed, StringComparison.OrdinalIgnoreCase)) != false;
        context.ReportDiagnostic(Diagnostic.Create(
            Rules.DestinationLacks,
            creation.GetLocation(),
            (isTaken ? FixData.None : FixData.Choices([$"{ArchiveColumn}={Proposed}"])).Properties,
            table.Name,
            // A sync that archives every row needs nothing else.
            found.Needed.Length == 1 ? "Objects with Archive" : "WhenRemoved = Archive",
            $"no column is named that says of a record that it is archived; set ArchiveColumn, to \"{Proposed}\" say"));
    }

    private static TypeSyntax? WrittenType(BaseObjectCreationExpressionSyntax creation)
        => creation is ObjectCreationExpressionSyntax written ? written.Type
            : Declarator(creation) is { Parent: VariableDeclarationSyntax declaration } ? declaration.Type
            : null;

    private static VariableDeclaratorSyntax? Declarator(ExpressionSyntax value) => value.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax } declarator } ? declarator : null;

    // The calls that hand it to a sync, as far as they can be seen from here.
    private static IEnumerable<DestinationCall> Uses(SyntaxNodeAnalysisContext context, BaseObjectCreationExpressionSyntax creation)
    {
        if (CallOf(context, creation) is { } call) return [call];
        if (Declarator(creation) is not { } declarator || context.SemanticModel.GetDeclaredSymbol(declarator, context.CancellationToken) is not { } local) return [];
        var scope = declarator.Ancestors().FirstOrDefault(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? declarator.SyntaxTree.GetRoot(context.CancellationToken);
        var names = scope.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == declarator.Identifier.ValueText && SymbolEqualityComparer.Default.Equals(context.SemanticModel.GetSymbolInfo(name, context.CancellationToken).Symbol, local))
            .ToArray();
        // A variable that is given another value somewhere may be that one.
        return names.Any(IsWritten) ? [] : names.Select(name => CallOf(context, name)).OfType<DestinationCall>();
    }

    private static DestinationCall? CallOf(SyntaxNodeAnalysisContext context, ExpressionSyntax expression) => expression.Parent switch
    {
        ParenthesizedExpressionSyntax outer => CallOf(context, outer),
        ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } } argument => CallRules.FindDestination(context, call) is { } found && found.Destination == argument ? found : null,
        _ => null,
    };

    private static bool IsWritten(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or RefExpressionSyntax => true,
        ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple } => assignment.Left == tuple,
        _ => false,
    };

    private static bool NamesColumn(SyntaxNodeAnalysisContext context, BaseObjectCreationExpressionSyntax creation)
        => creation.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>().FirstOrDefault(set => set.Left is IdentifierNameSyntax { Identifier.ValueText: ArchiveColumn }) is { } named
            && context.SemanticModel.GetConstantValue(named.Right, context.CancellationToken) is not { HasValue: true, Value: null };
}
