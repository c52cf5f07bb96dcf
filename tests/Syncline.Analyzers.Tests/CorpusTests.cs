using Microsoft.CodeAnalysis;
using Syncline.Analyzers.Tests.Harness;
using Project = Syncline.Analyzers.Tests.Harness.Project;

namespace Syncline.Analyzers.Tests;

/// <summary>What is right is not nagged: the models that the generator is tested with, of every kind and shape.</summary>
public sealed class CorpusTests
{
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
}
