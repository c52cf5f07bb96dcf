using System.Diagnostics;

namespace Syncline.Package.Tests;

/// <summary>Runs the .NET command line in a process of its own.</summary>
internal static class Dotnet
{
    // What the outer build or test run says of itself must not reach the inner one.
    private static readonly string[] Inherited = ["MSBUILD", "MSBuild", "DOTNET_CLI_TEST", "TESTINGPLATFORM_", "VSTEST", "SYNCLINE_"];

    /// <summary>Runs a command and gives its exit code and what it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => Inherited.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToArray()) start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // What is measured for code that runs long costs those that end at once.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Runs a command that must succeed.</summary>
    public static async Task<string> SucceedAsync(string folder, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(folder, arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }
}
