using System.IO.Compression;
using System.Xml.Linq;

namespace Syncline.Package.Tests;

/// <summary>The Syncline package, packed from this build into a feed of its own, and projects that reference it.</summary>
public sealed class PackedSyncline : IAsyncLifetime
{
    private const string Version = "0.0.0-packed";

    private readonly string _folder = Directory.CreateTempSubdirectory("syncline-package-").FullName;

    public static string Root { get; } = FindRoot();

    /// <summary>The names of the package's files.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>The names of the files in the package of the conformance suite.</summary>
    public IReadOnlyList<string> ConformanceFiles { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        var feed = Path.Combine(_folder, "feed");
        foreach (var project in new[] { "runtime/Syncline/Syncline.csproj", "runtime/Syncline.Http/Syncline.Http.csproj", "runtime/Syncline.Mailchimp/Syncline.Mailchimp.csproj", "tests/Conformance/Syncline.Conformance.csproj" }) await Dotnet.SucceedAsync(Root, "pack", project, "-c", configuration, "--no-build", "-o", feed, $"-p:Version={Version}", "-v", "quiet");
        Files = await FilesAsync(Path.Combine(feed, $"Syncline.{Version}.nupkg"));
        ConformanceFiles = await FilesAsync(Path.Combine(feed, $"Syncline.Conformance.{Version}.nupkg"));

        // Only what was packed, and what this machine has restored before: no feed is asked, and the machine's own cache is not written.
        var cache = (await Dotnet.SucceedAsync(Root, "nuget", "locals", "global-packages", "--list")).Split("global-packages:")[1].Trim();
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="packed" value="feed" /></packageSources>
              <fallbackPackageFolders><clear /><add key="cache" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>Makes a project that references the package as its users do.</summary>
    /// <returns>The project's folder.</returns>
    public string CreateProject(string name, string properties, params string[] files) => CreateProject(name, properties, Reference("Syncline"), files);

    /// <summary>Makes one that references the package of a destination alone, which brings the others.</summary>
    /// <returns>The project's folder.</returns>
    public string CreateDestinationProject(string name, string package, string properties) => CreateProject(name, properties, Reference(package), []);

    /// <summary>Makes one that tests a destination, too.</summary>
    /// <returns>The project's folder.</returns>
    public string CreateConformanceProject(string name, params string[] files)
        => CreateProject(name, "<OutputType>Exe</OutputType><UseAppHost>true</UseAppHost><TreatWarningsAsErrors>true</TreatWarningsAsErrors>", $"""{Reference("Syncline")}{Reference("Syncline.Conformance")}<PackageReference Include="xunit.v3" Version="{XunitVersion()}" />""", files);

    private string CreateProject(string name, string properties, string references, string[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (var file in files) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder, name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <UseAppHost>false</UseAppHost>
                {properties}
              </PropertyGroup>
              <ItemGroup>{references}</ItemGroup>
            </Project>
            """);
        return folder;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }

    private static string Reference(string package) => $"""<PackageReference Include="{package}" Version="{Version}" />""";

    private static async Task<IReadOnlyList<string>> FilesAsync(string path)
    {
        await using var package = await ZipFile.OpenReadAsync(path, TestContext.Current.CancellationToken);
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>The version that this repository's tests use.</summary>
    private static string XunitVersion()
        => XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion").Single(package => package.Attribute("Include")!.Value == "xunit.v3").Attribute("Version")!.Value;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Syncline.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
