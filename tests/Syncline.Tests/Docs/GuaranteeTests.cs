using System.Text.RegularExpressions;
using Syncline.Conformance;

namespace Syncline.Tests.Docs;

/// <summary>Each line of docs/guarantees.md names tests, and they exist.</summary>
public sealed partial class GuaranteeTests
{
    private static readonly string[] Page = File.ReadAllText(Path.Combine(Root, "docs", "guarantees.md")).ReplaceLineEndings("\n").Split('\n');
    private static readonly HashSet<string> Tests = FindTests();

    private static string Root => SnippetTests.Root;

    /// <summary>Numbers of lines that promise something; a table begins with a header and a line of dashes.</summary>
    public static TheoryData<int> Lines() => [.. Enumerable.Range(3, Page.Length - 2).Where(number => IsOfTable(number) && IsOfTable(number - 1) && IsOfTable(number - 2))];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_names_tests_in_its_last_column(int number)
    {
        var last = Page[number - 1].TrimEnd(' ', '|').Split('|')[^1];
        Assert.True(Named().IsMatch(last), $"No test is named in the last column of line {number}: {Page[number - 1]}");
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var named = Page.SelectMany(line => Named().Matches(line)).Select(match => match.Groups["test"].Value).ToHashSet();
        Assert.Empty(named.Except(Tests));
        Assert.True(named.Count > 40, $"Only {named.Count} tests are named.");
    }

    [Fact]
    public void The_page_has_lines() => Assert.True(Lines().Count > 20);

    [Theory]
    [InlineData("GuaranteeTests.The_page_has_lines", true)]
    [InlineData("GuaranteeTests.A_line_names_tests_in_its_last_column", true)]
    [InlineData("ConformanceTests.Names_are_quoted", true)]
    [InlineData("ConformanceTests.NewTargetAsync", false)]
    [InlineData("GuaranteeTests.Lines", false)]
    [InlineData("KillTests.What_the_killed_process_does", false)]
    [InlineData("KillTests.The_page_has_lines", false)]
    public void A_test_is_a_method_that_runs_as_one(string name, bool expected) => Assert.Equal(expected, Tests.Contains(name));

    private static bool IsOfTable(int number) => Page[number - 1].StartsWith('|');

    private static HashSet<string> FindTests()
    {
        var tests = new HashSet<string>();
        // Each destination's ConformanceTests inherit them.
        tests.UnionWith(ConformanceCase.All.Select(found => $"ConformanceTests.{found.Name}"));
        foreach (var project in Directory.EnumerateDirectories(Path.Combine(Root, "tests"), "Syncline*.Tests"))
        {
            foreach (var file in Directory.EnumerateFiles(project, "*Tests.cs", SearchOption.AllDirectories))
            {
                var text = File.ReadAllText(file);
                var name = TestClass().Match(text).Groups["name"].Value;
                tests.UnionWith(TestMethod().Matches(text).Select(match => $"{name}.{match.Groups["name"].Value}"));
            }
        }

        return tests;
    }

    [GeneratedRegex(@"`(?<test>\w+Tests\.\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^public sealed (partial )?class (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TestClass();

    // An explicit test, [Fact(Explicit = true)], proves nothing: nobody runs it.
    [GeneratedRegex(@"\[(Fact|Theory)\]\s+(\[.*\]\s+)*public (async )?(Task|void) (?<name>\w+)\(")]
    private static partial Regex TestMethod();
}
