using System.Text.RegularExpressions;

namespace Syncline.Tests.Docs;

/// <summary>Code in the documents is code that compiles: each block names the file it stands in, word for word.</summary>
public sealed partial class SnippetTests
{
    public static TheoryData<string> Documents() => [.. Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)).Select(path => Path.GetRelativePath(Root, path))];

    internal static string Root { get; } = FindRoot();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_in_a_document_stands_in_the_file_it_names(string document)
    {
        var text = File.ReadAllText(Path.Combine(Root, document)).ReplaceLineEndings("\n");
        foreach (Match block in CodeBlock().Matches(text))
        {
            var named = block.Groups["file"];
            Assert.True(named.Success, $"{document}: a block of C# names no file:\n{block.Value}");
            var file = Lines(File.ReadAllText(Path.Combine(Root, named.Value)));
            Assert.Contains(Lines(block.Groups["code"].Value), file, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_link_to_a_file_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, document))!;
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(Root, document))))
        {
            var target = Path.Combine(folder, link.Groups["target"].Value);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{document} links to {link.Groups["target"].Value}, which is not there.");
        }
    }

    [Fact]
    public void The_readme_shows_code() => Assert.True(CodeBlock().Count(File.ReadAllText(Path.Combine(Root, "README.md"))) >= 3);

    // Indentation may differ: a document shows a block at its margin.
    private static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Syncline.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }

    [GeneratedRegex("(<!-- from (?<file>[^ ]+) -->\n)?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<target>[^):#]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
