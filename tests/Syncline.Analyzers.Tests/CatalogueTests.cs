using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Syncline.Analyzers.Tests.Harness;
using Syncline.CodeFixes;
using Project = Syncline.Analyzers.Tests.Harness.Project;

namespace Syncline.Analyzers.Tests;

/// <summary>Every rule is whole: descriptor, release row, page, tests, a line in the README.</summary>
public sealed partial class CatalogueTests
{
    private const string TableStart = "<!-- rules, from analyzers/Syncline.Analyzers/AnalyzerReleases.*.md -->\n";
    private const string TableEnd = "<!-- end of rules -->";

    public static TheoryData<string> Ids() => [.. Rules.All.Select(rule => rule.Id)];

    [Fact]
    public void Ids_are_unique_and_each_rule_has_its_analyzer()
    {
        Assert.Equal(Rules.All.Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal), Rules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal));
        Assert.Equal(Rules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), Project.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Release_rows_and_descriptors_are_the_same()
    {
        var expected = Rules.All.Select(rule => (rule.Id, rule.Category, rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled", rule.Title.ToString(CultureInfo.InvariantCulture))).Order();
        Assert.Equal(expected, ReleaseRows().Order());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_is_linked_and_has_its_parts(string id)
    {
        var rule = Rules.All.Single(candidate => candidate.Id == id);
        var page = Repository.Read(rule.HelpLinkUri);

        Assert.Equal($"analyzers/rules/{id}.md", rule.HelpLinkUri);
        Assert.StartsWith($"# {id}: {rule.Title.ToString(CultureInfo.InvariantCulture)}\n", page, StringComparison.Ordinal);
        Assert.Equal(["Wrong", "Right", "When to suppress"], Headings().Matches(page).Select(heading => heading.Groups[1].Value).Where(heading => heading is "Wrong" or "Right" or "When to suppress"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Code_on_the_page_is_what_the_rule_says_of_it(string id)
    {
        // A rule that is off by default is on here.
        var settings = TestSettings.Usual with { EditorConfig = $"dotnet_diagnostic.{id}.severity = warning" };
        var page = Repository.Read($"analyzers/rules/{id}.md");
        foreach (var heading in new[] { "Wrong", "Right" })
        {
            var section = Section(page, heading);
            var blocks = Code().Matches(section).Select(block => block.Groups[1].Value).ToArray();
            // A rule of the checked-in models has the file beside the code.
            if (ModelsFile().Match(section) is { Success: true } models) settings = settings with { Models = models.Groups[1].Value };
            Assert.NotEmpty(blocks);
            foreach (var block in blocks)
            {
                var findings = await Project.Analyze(Project.Create(block, settings), settings);
                Assert.Equal(heading == "Wrong", findings.Rules.Any(finding => finding.Id == id));
                if (heading == "Right") Assert.Empty(findings.Errors);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tests_expect_the_rule(string id)
    {
        var folder = Path.Combine(Repository.Root, "tests/Syncline.Analyzers.Tests");
        var tests = Directory.EnumerateFiles(folder, "*Tests.cs", SearchOption.AllDirectories).Where(path => !path.EndsWith("CatalogueTests.cs", StringComparison.Ordinal)).Select(File.ReadAllText).ToArray();
        Assert.Contains(tests, text => text.Contains("Check.Fires", StringComparison.Ordinal) && text.Contains($"\"{id}: ", StringComparison.Ordinal) && text.Contains("Silent", StringComparison.Ordinal));
        if (FixIds().Contains(id)) Assert.Contains(tests, text => text.Contains($"\"{id}\"", StringComparison.Ordinal) && text.Contains("CheckFix.Makes", StringComparison.Ordinal));
    }

    [Fact]
    public void Fixes_are_for_rules_that_exist_and_can_fix_all()
    {
        Assert.Empty(FixIds().Except(Rules.All.Select(rule => rule.Id)));
        Assert.All(Project.Instances<CodeFixProvider>(typeof(PartialFix).Assembly), fix => Assert.NotNull(fix.GetFixAllProvider()));
    }

    [Fact]
    public void Table_of_rules_in_the_readme_is_the_release_files()
    {
        var readme = Repository.Read("README.md");
        var start = readme.IndexOf(TableStart, StringComparison.Ordinal) + TableStart.Length;
        var end = readme.IndexOf(TableEnd, StringComparison.Ordinal);
        Assert.True(start >= TableStart.Length && end >= start, "The README has lost the place of the table of rules.");

        var table = Table();
        if (Environment.GetEnvironmentVariable("SYNCLINE_ACCEPT") == "1") File.WriteAllText(Path.Combine(Repository.Root, "README.md"), readme[..start] + table + readme[end..]);
        else Assert.Equal(table, readme[start..end]);
    }

    private static string Table()
    {
        var fixable = FixIds();
        var rows = ReleaseRows().OrderBy(row => row.Id, StringComparer.Ordinal)
            .Select(row => $"| [{row.Id}](analyzers/rules/{row.Id}.md) | {row.Title} | {Severity(row.Severity)} | {(fixable.Contains(row.Id) ? "yes" : "")} |\n");
        return "\n| rule | what it finds | severity | fix |\n| --- | --- | --- | --- |\n" + string.Concat(rows) + "\n";
    }

    private static string Severity(string severity) => severity == "Disabled" ? "off" : severity.ToLowerInvariant();

    private static HashSet<string> FixIds() => [.. Project.Instances<CodeFixProvider>(typeof(PartialFix).Assembly).SelectMany(fix => fix.FixableDiagnosticIds)];

    private static IEnumerable<(string Id, string Category, string Severity, string Title)> ReleaseRows()
        => new[] { "Shipped", "Unshipped" }
            .SelectMany(file => Repository.Read($"analyzers/Syncline.Analyzers/AnalyzerReleases.{file}.md").Split('\n'))
            .Where(line => line.StartsWith("SYNC", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[0], cells[1], cells[2], cells[3]));

    private static string Section(string page, string heading)
    {
        var start = page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        var end = page.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return page[start..(end < 0 ? page.Length : end)];
    }

    [GeneratedRegex("^## (.*)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ModelsFile();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
