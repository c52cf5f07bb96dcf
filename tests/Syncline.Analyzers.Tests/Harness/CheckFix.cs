using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Syncline.CodeFixes;

namespace Syncline.Analyzers.Tests.Harness;

/// <summary>What tests of fixes say. What a fix makes compiles, and the finding is gone.</summary>
internal static class CheckFix
{
    private static readonly ImmutableArray<CodeFixProvider> Providers = [.. Project.Instances<CodeFixProvider>(typeof(PartialFix).Assembly)];

    /// <summary>The fix of this title, applied to the first finding of the rule, makes <paramref name="after"/>.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="title">The fix, as the menu says it.</param>
    /// <param name="before">The source; marks are left out of it.</param>
    /// <param name="after">The whole file afterwards.</param>
    /// <param name="errors">Errors of the compiler that the fix has nothing to do with.</param>
    public static Task Makes(string id, string title, string before, string after, params string[] errors) => Makes(TestSettings.Usual, id, title, before, after, errors);

    /// <inheritdoc cref="Makes(string, string, string, string, string[])"/>
    public static async Task Makes(TestSettings settings, string id, string title, string before, string after, params string[] errors)
    {
        var document = Project.Create(Markup.Parse(before).Text, settings);
        var found = await Of(id, document, settings);
        var (_, action) = await Choose(document, found[0], title);
        await CheckResult(settings, id, await Apply(document, action), after, atMost: found.Count - 1, errors);
    }

    /// <summary>The fix of this title, applied to every finding of the rule at once, makes <paramref name="after"/>, and none is left.</summary>
    public static Task MakesAll(string id, string title, string before, string after, params string[] errors) => MakesAll(TestSettings.Usual, id, title, before, after, errors);

    /// <inheritdoc cref="MakesAll(string, string, string, string, string[])"/>
    public static Task MakesAll(TestSettings settings, string id, string title, string before, string after, params string[] errors) => MakesAllBut(settings, 0, id, title, before, after, errors);

    /// <summary>The same where as many findings as given can't be fixed.</summary>
    public static Task MakesAllBut(int left, string id, string title, string before, string after) => MakesAllBut(TestSettings.Usual, left, id, title, before, after, []);

    private static async Task MakesAllBut(TestSettings settings, int left, string id, string title, string before, string after, string[] errors)
    {
        var document = Project.Create(Markup.Parse(before).Text, settings);
        var found = await Of(id, document, settings);
        Assert.True(found.Count > 1, $"Fixing all needs more than one {id}; there is {found.Count}.");
        var (provider, action) = await Choose(document, found[0], title);
        var all = provider.GetFixAllProvider() ?? throw new InvalidOperationException($"{provider.GetType().Name} can't fix all.");
        var context = new FixAllContext(document, provider, FixAllScope.Document, action.EquivalenceKey!, [id], new Known(found), TestContext.Current.CancellationToken);
        var fixAll = await all.GetFixAsync(context) ?? throw new InvalidOperationException("Fixing all gave nothing.");
        await CheckResult(settings, id, await Apply(document, fixAll), after, atMost: left, errors);
    }

    /// <summary>The fix of the file of checked-in models, applied to the first finding of the rule or to all at once, makes <paramref name="after"/> of the file and leaves the source alone.</summary>
    public static async Task MakesModels(string id, string models, string source, string after, bool all = false)
    {
        var settings = TestSettings.Usual with { Models = models };
        var document = Project.Create(source, settings);
        var found = await Of(id, document, settings);
        Assert.True(!all || found.Count > 1, $"Fixing all needs more than one {id}; there is {found.Count}.");
        var (provider, action) = await Choose(document, found[0], "Update Syncline.Models.txt");
        if (all)
        {
            var context = new FixAllContext(document, provider, FixAllScope.Solution, action.EquivalenceKey!, [id], new Known(found), TestContext.Current.CancellationToken);
            action = await provider.GetFixAllProvider()!.GetFixAsync(context) ?? throw new InvalidOperationException("Fixing all gave nothing.");
        }

        var changed = await Apply(document, action);
        Assert.Equal(after, (await changed.Project.AdditionalDocuments.Single().GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        await CheckResult(settings, id, changed, source, atMost: all ? 0 : found.Count - 1, []);
    }

    /// <summary>The fixes offered for the first finding of the rule have exactly these titles; none is a fine answer.</summary>
    public static Task Offers(string id, string source, params string[] titles) => Offers(TestSettings.Usual, id, source, titles);

    /// <inheritdoc cref="Offers(string, string, string[])"/>
    public static async Task Offers(TestSettings settings, string id, string source, params string[] titles)
    {
        var document = Project.Create(Markup.Parse(source).Text, settings);
        var found = await Of(id, document, settings);
        Assert.Equal(titles, (await Actions(document, found[0])).Select(offer => offer.Action.Title));
    }

    private static async Task<IReadOnlyList<Diagnostic>> Of(string id, Document document, TestSettings settings)
    {
        var found = (await Project.Analyze(document, settings)).Rules.Where(diagnostic => diagnostic.Id == id).ToArray();
        Assert.True(found.Length > 0, $"{id} is not found.");
        return found;
    }

    private static async Task<(CodeFixProvider Provider, CodeAction Action)> Choose(Document document, Diagnostic diagnostic, string title)
    {
        var offers = await Actions(document, diagnostic);
        Assert.Contains(title, offers.Select(offer => offer.Action.Title));
        return offers.First(offer => offer.Action.Title == title);
    }

    private static async Task<List<(CodeFixProvider Provider, CodeAction Action)>> Actions(Document document, Diagnostic diagnostic)
    {
        var offers = new List<(CodeFixProvider, CodeAction)>();
        foreach (var provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            var place = diagnostic.Location.IsInSource ? document : document.Project.AdditionalDocuments.Single();
            await provider.RegisterCodeFixesAsync(new CodeFixContext(place, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => offers.Add((provider, action)), TestContext.Current.CancellationToken));
        }

        return offers;
    }

    private static async Task<Document> Apply(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var changed = Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution;
        return changed.GetDocument(document.Id)!;
    }

    private static async Task CheckResult(TestSettings settings, string id, Document document, string after, int atMost, string[] errors)
    {
        Assert.Equal(after, (await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        var findings = await Project.Analyze(document, settings);
        Assert.Equal(errors.Order(StringComparer.Ordinal), findings.Errors.Select(error => error.Id).Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(findings.Rules.Count(diagnostic => diagnostic.Id == id), 0, atMost);
    }

    private sealed class Known(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Microsoft.CodeAnalysis.Project project, CancellationToken cancellationToken) => Task.FromResult(Enumerable.Empty<Diagnostic>());

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Microsoft.CodeAnalysis.Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
