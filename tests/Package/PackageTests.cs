using System.Text.RegularExpressions;

namespace Syncline.Package.Tests;

/// <summary>A project that references the package has generator, analyzers and fixes, each once.</summary>
public sealed partial class PackageTests(PackedSyncline package) : IClassFixture<PackedSyncline>
{
    private const string Document = "docs/wrong-on-purpose.md";
    private const string Fence = "```text\n";

    private static readonly string[] Build = ["build", "-c", "Release", "--nologo", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false"];

    // Of a project that was built before, whose references are what they were.
    private static readonly string[] BuildAgain = [.. Build, "--no-restore"];

    [Fact]
    public void Package_has_the_parts_side_by_side()
    {
        Assert.Equal(
            ["analyzers/dotnet/cs/Syncline.Analyzers.dll", "analyzers/dotnet/cs/Syncline.CodeFixes.dll", "analyzers/dotnet/cs/Syncline.Generator.dll"],
            package.Files.Where(file => file.StartsWith("analyzers/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("build/Syncline.props", package.Files);
        Assert.Contains("buildTransitive/Syncline.props", package.Files);
        Assert.Contains("lib/net10.0/Syncline.dll", package.Files);
    }

    [Fact]
    public async Task Right_model_builds_without_a_warning_and_runs()
    {
        var folder = package.CreateProject("Right", "<OutputType>Exe</OutputType><TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), """
            using Syncline;

            Customer[] customers = [new(1, "Ada"), new(2, "Wanjiru")];
            var report = await Customer.Sync.RunAsync(SyncSource.From(customers), new InMemoryDestination(), new InMemoryStateStore());
            Console.WriteLine($"{report.Status} {report.Counts.Succeeded}");

            [SyncModel(PrimaryKey = [nameof(Id)])]
            [Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
            public sealed partial record Customer(int Id, string Name);
            """, TestContext.Current.CancellationToken);

        Assert.Contains(" 0 Warning(s)", await Dotnet.SucceedAsync(folder, Build), StringComparison.Ordinal);
        Assert.Equal("Succeeded 2", (await Dotnet.SucceedAsync(folder, "bin/Release/net10.0/Right.dll")).Trim());
    }

    [Fact]
    public async Task Package_of_a_destination_brings_all_that_a_model_needs()
    {
        const string Model = """
            using Syncline;

            Member[] members = [new("ada@example.com"), new("wanjiru@example.com")];
            var plan = await Member.Sync.PlanAsync(SyncSource.From(members), new InMemoryStateStore());
            Console.WriteLine($"{typeof(MailchimpAudience)} {plan.Counts.Added}");

            [SyncModel(nameof(Email))]
            [Sync<MailchimpAudience>(Mode = Upsert)]
            public sealed partial record Member([property: SyncColumn("email_address", IgnoreCase = true)] string Email);
            """;
        var folder = package.CreateDestinationProject("Alone", "Syncline.Mailchimp", "<OutputType>Exe</OutputType><TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        var program = Path.Combine(folder, "Program.cs");
        await File.WriteAllTextAsync(program, Model, TestContext.Current.CancellationToken);
        Assert.Contains(" 0 Warning(s)", await Dotnet.SucceedAsync(folder, Build), StringComparison.Ordinal);
        Assert.Equal("Syncline.MailchimpAudience 2", (await Dotnet.SucceedAsync(folder, "bin/Release/net10.0/Alone.dll")).Trim());

        // The analyzers, each once.
        await File.WriteAllTextAsync(program, Model.Replace(", IgnoreCase = true", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (exitCode, output) = await Dotnet.RunAsync(folder, BuildAgain);
        Assert.NotEqual(0, exitCode);
        Assert.Single(output.Split("Build FAILED.")[0].Split('\n'), static line => line.Contains(" SYNC110: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wrong_models_are_found_wrong_as_the_document_says()
    {
        var sample = Path.Combine(PackedSyncline.Root, "samples", "WrongOnPurpose");
        var folder = package.CreateProject("Wrong", "<OutputType>Library</OutputType>", [.. Directory.EnumerateFiles(sample, "*.cs"), Path.Combine(sample, "Syncline.Models.txt"), Path.Combine(sample, ".editorconfig")]);

        var (exitCode, output) = await Dotnet.RunAsync(folder, Build);

        Assert.NotEqual(0, exitCode);
        // The summary says everything again.
        var findings = Findings(output.Split("Build FAILED.")[0]);
        Assert.True(findings.Length > 0, output);
        var path = Path.Combine(PackedSyncline.Root, Document);
        var document = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var start = document.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        var end = document.IndexOf("```", start, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("SYNCLINE_ACCEPT") == "1") await File.WriteAllTextAsync(path, document[..start] + findings + document[end..], TestContext.Current.CancellationToken);
        else Assert.Equal(document[start..end], findings);
        foreach (var rule in Rules()) Assert.Contains($" {rule}: ", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void Package_of_the_suite_has_the_suite_and_its_documents()
    {
        Assert.Contains("lib/net10.0/Syncline.Conformance.dll", package.ConformanceFiles);
        Assert.Contains("lib/net10.0/Syncline.Conformance.xml", package.ConformanceFiles);
        Assert.Contains("writing-a-destination.md", package.ConformanceFiles);
        Assert.DoesNotContain(package.ConformanceFiles, file => file.StartsWith("analyzers/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_destination_of_ones_own_runs_the_suite_from_the_package()
    {
        var folder = package.CreateConformanceProject("Own", [.. Directory.EnumerateFiles(Path.Combine(PackedSyncline.Root, "tests", "Package", "Own"), "*.cs")]);
        Assert.Contains(" 0 Warning(s)", await Dotnet.SucceedAsync(folder, Build), StringComparison.Ordinal);
        var (exitCode, output) = await Dotnet.RunAsync(folder, "bin/Release/net10.0/Own.dll");
        Assert.True(exitCode == 0, output);
        var total = Total().Match(output);
        Assert.True(int.Parse(total.Groups["total"].Value) - int.Parse(total.Groups["skipped"].Value) > 60, output);

        // A shelf that loses what it is given is found.
        var shelf = Path.Combine(folder, "Shelf.cs");
        var text = await File.ReadAllTextAsync(shelf, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(shelf, text.Replace("i < batch.Count", "i < batch.Count - 1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await Dotnet.SucceedAsync(folder, BuildAgain);
        (exitCode, output) = await Dotnet.RunAsync(folder, "bin/Release/net10.0/Own.dll", "-method", "*.One_row_arrives_changes_and_goes");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Key { Id = 1 } is not there.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_checked_in_from_the_command_line_and_a_change_is_seen_at_build()
    {
        var folder = package.CreateProject("CheckedIn", "<OutputType>Library</OutputType>");
        var source = Path.Combine(folder, "Models.cs");
        var models = Path.Combine(folder, "Syncline.Models.txt");
        const string Model = """
            [Syncline.SyncModel(nameof(Id))]
            [Syncline.Sync(Mode = Upsert)]
            public partial record Customer(int Id, string Name);
            """;
        await File.WriteAllTextAsync(source, Model, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(models, "", TestContext.Current.CancellationToken);
        Assert.Contains(" 0 Warning(s)", await Dotnet.SucceedAsync(folder, Build), StringComparison.Ordinal);

        string[] write = ["format", "analyzers", "--diagnostics", "SYNC015", "SYNC016", "--severity", "info", "--no-restore"];
        await Dotnet.SucceedAsync(folder, write);
        Assert.Equal("Customer | Id Int32 | Id:Int32;Name:Text", (await File.ReadAllLinesAsync(models, TestContext.Current.CancellationToken))[^1]);

        await File.WriteAllTextAsync(source, Model.Replace("string Name", "string? Name", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("warning SYNC015: 'Customer' is not as Syncline.Models.txt has it: column 'Name' may be null now; Sync: every known row is sent again", await Dotnet.SucceedAsync(folder, BuildAgain), StringComparison.Ordinal);

        await Dotnet.SucceedAsync(folder, write);
        Assert.Equal("Customer | Id Int32 | Id:Int32;Name:Text?", (await File.ReadAllLinesAsync(models, TestContext.Current.CancellationToken))[^1]);
        Assert.Contains(" 0 Warning(s)", await Dotnet.SucceedAsync(folder, BuildAgain), StringComparison.Ordinal);
    }

    // A line for each finding, each as often as it was printed: two of one would be an analyzer that runs twice.
    private static string Findings(string output)
        => string.Concat(Finding().Matches(output)
            .Select(line => (File: line.Groups["file"].Value, Line: int.Parse(line.Groups["line"].Value), Column: int.Parse(line.Groups["column"].Value), Text: line.Groups["text"].Value.Trim()))
            .OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column).ThenBy(finding => finding.Text, StringComparer.Ordinal)
            .Select(finding => $"{finding.File}({finding.Line},{finding.Column}): {finding.Text}\n"));

    private static IEnumerable<string> Rules()
        => new[] { "Shipped", "Unshipped" }
            .SelectMany(file => File.ReadLines(Path.Combine(PackedSyncline.Root, "analyzers", "Syncline.Analyzers", $"AnalyzerReleases.{file}.md")))
            .Where(line => line.StartsWith("SYNC", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]);

    [GeneratedRegex(@"Total: (?<total>\d+),.* Skipped: (?<skipped>\d+),")]
    private static partial Regex Total();

    [GeneratedRegex(@"(?<file>[\w.]+\.(cs|txt))\((?<line>\d+),(?<column>\d+)\): (?<text>(error|warning) [A-Z]+\d+: .*?)( \(analyzers/rules/\w+\.md\))?( \[[^\]]*\.csproj\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Finding();
}
