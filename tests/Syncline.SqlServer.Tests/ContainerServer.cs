using System.Globalization;
using DotNet.Testcontainers.Builders;
using Microsoft.Data.SqlClient;
using Testcontainers.MsSql;
using Xunit;

[assembly: AssemblyFixture(typeof(Syncline.SqlServer.Tests.ContainerServer))]

namespace Syncline.SqlServer.Tests;

/// <summary>A real SQL Server in a container, where Docker answers.</summary>
public sealed class ContainerServer : IAsyncDisposable
{
    private readonly Lazy<Task<(MsSqlContainer? Container, string? Trouble)>> _container = new(StartAsync);
    private int _databases;

    /// <summary>The connection string of a new, empty database; where there is no server the test is skipped, and says so.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var (container, trouble) = await _container.Value;
        if (container is null)
        {
            TestContext.Current.SendDiagnosticMessage("Docker: {0}", trouble);
            // The same words on every machine: they stand in docs/conformance.md.
            Assert.Skip("SYNCLINE_TEST_SQLSERVER names no SQL Server, and Docker runs none");
        }

        var server = container.GetConnectionString();
        var name = string.Create(CultureInfo.InvariantCulture, $"syncline_{Interlocked.Increment(ref _databases)}");
        await Statements.ExecuteAsync(server, $"CREATE DATABASE [{name}]");
        return new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_container.IsValueCreated && (await _container.Value).Container is { } container) await container.DisposeAsync();
    }

    private static async Task<(MsSqlContainer? Container, string? Trouble)> StartAsync()
    {
        try
        {
            var container = new MsSqlBuilder("mcr.microsoft.com/mssql/server:2022-latest").Build();
            await container.StartAsync();
            return (container, null);
        }
        catch (Exception e) when (e is DockerUnavailableException or ArgumentException or HttpRequestException or TimeoutException or InvalidOperationException)
        {
            return (null, e.Message.Split('\n')[0].TrimEnd());
        }
    }
}
