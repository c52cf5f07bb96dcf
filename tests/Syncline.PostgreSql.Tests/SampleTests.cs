using System.Diagnostics;
using Xunit;

namespace Syncline.PostgreSql.Tests;

/// <summary>The sample runs to its end and finds what it promises.</summary>
public sealed class SampleTests(Cluster cluster)
{
    [Fact]
    public async Task The_sample_ends_well_and_leaves_nothing_behind()
    {
        var database = await cluster.NewDatabaseAsync();
        var (exitCode, output) = await RunAsync(database);
        Assert.True(exitCode == 0, output);
        Assert.Contains("60 customers, the same as in the shop", output, StringComparison.Ordinal);
        // Had it left its schemas, it would say so now.
        Assert.Equal(0, (await RunAsync(database)).ExitCode);
    }

    [Fact]
    public async Task The_sample_does_not_take_what_another_run_left()
    {
        var database = await cluster.NewDatabaseAsync();
        Assert.Equal(0, (await RunAsync(database, "--keep")).ExitCode);
        var (exitCode, output) = await RunAsync(database);
        Assert.Equal(1, exitCode);
        Assert.Contains("DROP SCHEMA IF EXISTS quickstart_shop, quickstart_crm CASCADE", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        // Built along with the tests, in the same configuration.
        var sample = AppContext.BaseDirectory.Replace(Path.Combine("tests", "Syncline.PostgreSql.Tests"), Path.Combine("samples", "PostgreSqlQuickStart"), StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(sample, "PostgreSqlQuickStart.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
