using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Syncline.Analyzers.Tests.Harness;
using Syncline.CodeFixes;
using Project = Syncline.Analyzers.Tests.Harness.Project;

namespace Syncline.Analyzers.Tests;

/// <summary>What is right is not nagged: the models that the generator is tested with, of every kind and shape.</summary>
public sealed class CorpusTests
{
    private const string CheckedIn = "tests/Syncline.Models.Tests/Syncline.Models.txt";

    public static TheoryData<string> Files() => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/Shared/Models"), "*.cs").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Models_of_the_corpus_have_no_warning(string file)
    {
        var findings = await Project.Analyze(Project.Create(Repository.Read($"tests/Shared/Models/{file}"), TestSettings.Usual), TestSettings.Usual);

        // The one key that may be null is there because a run must live with it.
        var nagging = findings.Rules.Where(finding => finding.Severity >= DiagnosticSeverity.Warning && !(finding.Id == "SYNC004" && file == "Keys.cs"));
        Assert.Empty(nagging.Select(Project.Text));
    }

    /// <summary>The same file is compared with what states remember in tests/Syncline.Models.Tests: rule and run can't disagree on what a model is.</summary>
    [Fact]
    public async Task Models_of_the_corpus_are_as_checked_in()
    {
        var models = Repository.Read(CheckedIn);
        var settings = TestSettings.Usual with { Models = models };
        var project = Project.Create("", settings).Project;
        foreach (var file in Files()) project = project.AddDocument(file.Data, SourceText.From(Repository.Read($"tests/Shared/Models/{file.Data}")), filePath: "/project/" + file.Data).Project;

        var findings = await Project.Analyze(project.Documents.First(), settings);

        var moved = findings.Rules.Where(finding => finding.Id is "SYNC015" or "SYNC016" or "SYNC017").ToArray();
        if (Environment.GetEnvironmentVariable("SYNCLINE_ACCEPT") == "1")
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, CheckedIn), ModelFileText.Edit(models, moved.Select(finding => FixData.ReadModelLine(finding.Properties)).OfType<(string, string?)>()), TestContext.Current.CancellationToken);
        else Assert.Empty(moved.Select(Project.Text));
    }
}
