using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Syncline.Analyzers.Tests.Harness;

/// <summary>What tests of rules say. All analyzers run in every one of them, so that each test also shows that the others are silent.</summary>
internal static class Check
{
    /// <summary>
    /// The marked places have exactly these findings, in the order of the code, as <c>SYNC001: message</c>; the compiler has the errors given as <c>CS0000</c>
    /// and no others. A pragma and an <c>.editorconfig</c> silence each rule that was found.
    /// </summary>
    public static Task Fires(string markup, params string[] expected) => Fires(TestSettings.Usual, markup, expected);

    /// <inheritdoc cref="Fires(string, string[])"/>
    public static async Task Fires(TestSettings settings, string markup, params string[] expected)
    {
        var source = Markup.Parse(markup);
        var rules = expected.Where(text => !IsCompilers(text)).ToArray();
        Assert.True(rules.Length > 0, "Expect a rule, or use Check.Silent.");
        Assert.True(rules.Length == source.Spans.Count, $"{rules.Length} findings are expected, but {source.Spans.Count} places are marked.");

        var findings = await Project.Analyze(Project.Create(source.Text, settings), settings);
        var found = Visible(findings, rules);
        Assert.Equal(rules, found.Select(Project.Text));
        Assert.Equal(source.Spans.Select(span => Show(source.Text, span)), found.Select(diagnostic => Show(source.Text, diagnostic.Location.SourceSpan)));
        Assert.Equal(expected.Where(IsCompilers).Distinct().Order(StringComparer.Ordinal), ErrorIds(findings));
        foreach (var id in rules.Select(Id).Distinct()) await CheckSuppressed(settings, findings, source.Text, id);
    }

    /// <summary>The marked lines of the file of checked-in models have exactly these findings, and the source has none. NoWarn silences each: a text file knows no pragma.</summary>
    public static async Task FiresInModels(string markup, string source, params string[] expected)
    {
        var models = Markup.Parse(markup);
        Assert.True(expected.Length > 0 && expected.Length == models.Spans.Count, $"{expected.Length} findings are expected, and {models.Spans.Count} places are marked.");

        var settings = TestSettings.Usual with { Models = models.Text };
        var findings = await Project.Analyze(Project.Create(source, settings), settings);
        Assert.Equal(expected, findings.Rules.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden).Select(Project.Text));
        Assert.All(findings.Rules, diagnostic => Assert.Equal((LocationKind.ExternalFile, Project.ModelsFile), (diagnostic.Location.Kind, Path.GetFileName(diagnostic.Location.GetLineSpan().Path))));
        Assert.Equal(models.Spans.Select(span => Show(models.Text, span)), findings.Rules.Select(diagnostic => Show(models.Text, diagnostic.Location.SourceSpan)));
        foreach (var id in expected.Select(Id).Distinct())
        {
            var off = settings with { NoWarn = id };
            Assert.DoesNotContain(id, (await Project.Analyze(Project.Create(source, off), off)).Rules.Select(diagnostic => diagnostic.Id));
        }
    }

    /// <summary>No rule says anything; the compiler has the errors given as <c>CS0000</c> and no others.</summary>
    public static Task Silent(string source, params string[] errors) => Silent(TestSettings.Usual, source, errors);

    /// <inheritdoc cref="Silent(string, string[])"/>
    public static async Task Silent(TestSettings settings, string source, params string[] errors)
    {
        var findings = await Project.Analyze(Project.Create(source, settings), settings);
        Assert.Empty(Visible(findings, []).Select(Project.Text));
        Assert.Equal(errors.Order(StringComparer.Ordinal), ErrorIds(findings));
    }

    // By the analyzers that know the rule, on what the generator has made already: nothing else can say it.
    private static async Task CheckSuppressed(TestSettings settings, Findings findings, string source, string id)
    {
        Assert.DoesNotContain(id, (await Project.AnalyzeAgain(findings.WithSource($"#pragma warning disable {id}\n{source}"), settings, id)).Select(diagnostic => diagnostic.Id));
        var off = settings with { EditorConfig = $"{settings.EditorConfig}\ndotnet_diagnostic.{id}.severity = none" };
        Assert.DoesNotContain(id, (await Project.AnalyzeAgain(findings, off, id)).Select(diagnostic => diagnostic.Id));
    }

    // Hidden findings are for the editor: tests name them where they are the point.
    private static Diagnostic[] Visible(Findings findings, string[] expected)
        => [.. findings.Rules.Where(diagnostic => expected.Any(text => Id(text) == diagnostic.Id) || diagnostic.Severity != DiagnosticSeverity.Hidden)];

    private static string[] ErrorIds(Findings findings) => [.. findings.Errors.Select(error => error.Id).Distinct().Order(StringComparer.Ordinal)];

    private static bool IsCompilers(string text) => text.StartsWith("CS", StringComparison.Ordinal);

    private static string Id(string text) => text.Split(':')[0];

    private static string Show(string source, TextSpan span) => $"{span} {source.Substring(span.Start, span.Length)}";
}
