using System.Diagnostics;
using Xunit;

namespace Syncline.SqlServer.Tests;

/// <summary>The sample runs to its end, and prints what it sends.</summary>
public sealed class SampleTests(ServerUnderTest server)
{
    [Fact]
    public async Task The_sample_ends_well_and_again_where_it_was_run_before()
    {
        var database = await server.NewDatabaseAsync();
        var (exitCode, output) = await RunAsync(database);
        Assert.True(exitCode == 0, output);
        Assert.Contains("queried=2240 unchanged=0 added=2240", output, StringComparison.Ordinal);
        Assert.Contains("queried=59 unchanged=57 added=1 changed=1 removed=1", output, StringComparison.Ordinal);
        // The shop begins anew with each run of the sample, so what it changed is changed back, and then again.
        (exitCode, output) = await RunAsync(database);
        Assert.True(exitCode == 0, output);
        Assert.Contains("queried=59 unchanged=57 added=1 changed=1 removed=1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_is_printed_without_a_server()
    {
        var (exitCode, output) = await RunAsync("--script");
        Assert.True(exitCode == 0, output);
        Assert.Contains("CREATE TABLE [dbo].[syncline_customers] ([CustomerId] int NOT NULL,", output, StringComparison.Ordinal);
        Assert.Contains("UPDATE t SET t.[TrackId] = s.[c2]", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MERGE", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Server=;Password=hunter2")]
    [InlineData("no connection string; Password=hunter2")]
    public async Task A_connection_string_that_can_not_be_read_is_not_repeated(string connectionString)
    {
        var (exitCode, output) = await RunAsync(connectionString);
        Assert.Equal(2, exitCode);
        Assert.Contains("onnection string", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        // Built along with the tests, in the same configuration.
        var sample = AppContext.BaseDirectory.Replace(Path.Combine("tests", "Syncline.SqlServer.Tests"), Path.Combine("samples", "SqlServerUpsert"), StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(sample, "SqlServerUpsert.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
