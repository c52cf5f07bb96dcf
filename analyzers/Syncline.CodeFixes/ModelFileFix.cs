using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Syncline.Analyzers;
using Syncline.Generator.Signatures;

namespace Syncline.CodeFixes;

/// <summary>Writes a model's line in the file of checked-in models, or takes it out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, DocumentKinds = [nameof(TextDocumentKind.Document), nameof(TextDocumentKind.AdditionalDocument)], DocumentExtensions = [".cs", ".txt"])]
[Shared]
public sealed class ModelFileFix : CodeFixProvider
{
    private const string Title = "Update " + ModelLine.FileName;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.ModelMoved.Id, Rules.ModelNotCheckedIn.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new AllOfThem();

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.TextDocument.Project;
        var action = CodeAction.Create(Title, token => ApplyAsync(project.Solution, [(project.Id, context.Diagnostics)], token), equivalenceKey: Title);
        if (FileOf(project) is not null) context.RegisterCodeFix(action, context.Diagnostics);
        return Task.CompletedTask;
    }

    private static TextDocument? FileOf(Project project)
        => project.AdditionalDocuments.FirstOrDefault(document => Path.GetFileName(document.FilePath ?? document.Name) == ModelLine.FileName);

    private static async Task<Solution> ApplyAsync(Solution solution, IEnumerable<(ProjectId Project, ImmutableArray<Diagnostic> Found)> projects, CancellationToken cancellationToken)
    {
        foreach (var (id, found) in projects)
        {
            if (solution.GetProject(id) is not { } project || FileOf(project) is not { } file) continue;
            var text = await file.GetTextAsync(cancellationToken).ConfigureAwait(false);
            var edits = found.Select(diagnostic => FixData.ReadModelLine(diagnostic.Properties)).OfType<(string, string?)>();
            solution = solution.WithAdditionalDocumentText(file.Id, SourceText.From(ModelFileText.Edit(text.ToString(), edits), text.Encoding, text.ChecksumAlgorithm));
        }

        return solution;
    }

    // The usual provider merges changes of C# files alone.
    private sealed class AllOfThem : FixAllProvider
    {
        public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
        {
            var projects = fixAllContext.Scope == FixAllScope.Solution ? fixAllContext.Solution.Projects : [fixAllContext.Project];
            var found = new List<(ProjectId, ImmutableArray<Diagnostic>)>();
            foreach (var project in projects) found.Add((project.Id, await FindAsync(fixAllContext, project).ConfigureAwait(false)));
            return CodeAction.Create(Title, token => ApplyAsync(fixAllContext.Solution, found, token), equivalenceKey: Title);
        }

        private static async Task<ImmutableArray<Diagnostic>> FindAsync(FixAllContext context, Project project)
            => context is { Scope: FixAllScope.Document, Document: { } document }
                ? await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
    }
}
