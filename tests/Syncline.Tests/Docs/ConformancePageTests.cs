using System.Text.RegularExpressions;
using Syncline.Conformance;

namespace Syncline.Tests.Docs;

/// <summary>docs/conformance.md has a line for each case of the suite and a column for each destination that runs it. CI compares the results.</summary>
public sealed partial class ConformancePageTests
{
    private static readonly string[] Matrix = ReadMatrix();

    [Fact]
    public void The_matrix_has_a_line_for_each_case()
        => Assert.Equal(
            ConformanceCase.All.Select(found => (found.Theme, found.Name.Replace('_', ' '))),
            Matrix[2..].Select(Cells).Aggregate((Theme: "", Lines: new List<(string, string)>()), static (read, cells) =>
            {
                if (Theme().Match(cells[0]) is { Success: true } theme) return (theme.Groups["name"].Value, read.Lines);
                read.Lines.Add((read.Theme, cells[0]));
                return read;
            }).Lines);

    [Fact]
    public void The_matrix_has_a_column_for_each_destination()
    {
        var destinations = Directory.EnumerateFiles(Path.Combine(SnippetTests.Root, "tests"), "*ConformanceTests.cs", SearchOption.AllDirectories).Select(file => Name().Match(File.ReadAllText(file)).Groups["name"].Value);
        Assert.Equal(destinations.Order(StringComparer.OrdinalIgnoreCase), Cells(Matrix[0])[1..]);
    }

    [Fact]
    public void No_case_is_failed_and_none_was_not_run() => Assert.All(Matrix[2..].Select(Cells).Where(cells => !Theme().IsMatch(cells[0])), cells => Assert.All(cells[1..], cell => Assert.Matches("^(passed|skipped)", cell)));

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static string[] ReadMatrix()
    {
        var page = File.ReadAllText(Path.Combine(SnippetTests.Root, "docs", "conformance.md")).ReplaceLineEndings("\n");
        return [.. page[page.IndexOf("<!-- the matrix begins -->", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith('|'))];
    }

    [GeneratedRegex(@"^\*\*(?<name>\w+)\*\*$")]
    private static partial Regex Theme();

    [GeneratedRegex("""DestinationName => "(?<name>[^"]+)";""")]
    private static partial Regex Name();
}
