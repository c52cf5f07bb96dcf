using System.Runtime.CompilerServices;
using Syncline.Analyzers.EventKeys;
using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.EventKeys;

/// <summary>What the pages call wrong is found, by the page's rule alone, and what they call right is not.</summary>
public sealed class PageTests
{
    public static TheoryData<string> Rules => ["SYNC201", "SYNC202", "SYNC203", "SYNC204", "SYNC205"];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Wrong_is_wrong_and_right_is_right(string id)
    {
        var blocks = Blocks(await File.ReadAllTextAsync(Path.Combine(Root(), "analyzers", "rules", id + ".md"), TestContext.Current.CancellationToken)).ToArray();
        Assert.Contains(blocks, block => block.Heading == "Wrong");
        Assert.Contains(blocks, block => block.Heading == "Right");
        foreach (var (heading, code) in blocks)
        {
            var findings = await Project.Analyze(Project.Create(code, TestSettings.Usual), TestSettings.Usual);
            Assert.Empty(findings.Errors);
            Assert.Equal(heading == "Wrong" ? [id] : [], findings.Rules.Select(rule => rule.Id).Where(rule => rule.StartsWith("SYNC2", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Figures_on_the_page_are_those_of_the_tables()
    {
        var rows = new[] { KeyTable.Tuned, KeyTable.HeldOut, KeyTable.Published }.SelectMany(KeyTable.Read).ToArray();
        var wrong = rows.Where(row => row.Expected != EventKeyProblem.None).ToArray();
        var misses = wrong.Count(row => EventKeyClassifier.Classify(row.Model).Problem == EventKeyProblem.None);
        Assert.Contains(
            $"{rows.Length} keys without a false alarm, and {misses} misses among {wrong.Length} keys that are wrong",
            await File.ReadAllTextAsync(Path.Combine(Root(), "analyzers", "rules", "SYNC201.md"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    private static IEnumerable<(string Heading, string Code)> Blocks(string page)
    {
        var heading = "";
        var code = new List<string>();
        var isCode = false;
        foreach (var line in page.Split('\n'))
        {
            if (isCode && line.StartsWith("```", StringComparison.Ordinal))
            {
                yield return (heading, string.Join('\n', code));
                code.Clear();
                isCode = false;
            }
            else if (isCode) code.Add(line);
            else if (line.StartsWith("## ", StringComparison.Ordinal)) heading = line[3..];
            else isCode = line == "```csharp";
        }
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
