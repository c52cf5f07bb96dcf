using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Syncline.CodeFixes;

/// <summary>A fix that changes the file the finding is in, by its syntax.</summary>
public abstract class SyntaxFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            foreach (var change in Find(node, diagnostic))
            {
                if (!await FitsAsync(context.Document, node, change.Apply(root), context.CancellationToken).ConfigureAwait(false)) continue;
                var action = CodeAction.Create(change.Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(change.Apply(root))), equivalenceKey: change.Kind);
                context.RegisterCodeFix(action, diagnostic);
            }
        }
    }

    /// <summary>The changes that help; none where nothing does.</summary>
    private protected abstract IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic);

    /// <summary>Whether the changed file still compiles, for fixes whose change other code can contradict.</summary>
    private protected virtual Task<bool> FitsAsync(Document document, SyntaxNode node, SyntaxNode changed, CancellationToken cancellationToken) => Task.FromResult(true);
}
