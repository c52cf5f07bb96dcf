using System.IO.Compression;

namespace Syncline.Package.Tests;

/// <summary>The Syncline package, packed from this build into a feed of its own, and projects that reference it.</summary>
public sealed class PackedSyncline : IAsyncLifetime
{
    private const string Version = "0.0.0-packed";

    private readonly string _folder = Directory.CreateTempSubdirectory("syncline-package-").FullName;

    public static string Root { get; } = FindRoot();

    /// <summary>The names of the package's files.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        var feed = Path.Combine(_folder, "feed");
        await Dotnet.SucceedAsync(Root, "pack", "runtime/Syncline/Syncline.csproj", "-c", configuration, "--no-build", "-o", feed, $"-p:Version={Version}", "-v", "quiet");
        await using (var package = await ZipFile.OpenReadAsync(Path.Combine(feed, $"Syncline.{Version}.nupkg"), TestContext.Current.CancellationToken)) Files = [.. package.Entries.Select(entry => entry.FullName)];

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
    public string CreateProject(string name, string properties, params string[] files)
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
              <ItemGroup><PackageReference Include="Syncline" Version="{Version}" /></ItemGroup>
            </Project>
            """);
        return folder;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Syncline.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
