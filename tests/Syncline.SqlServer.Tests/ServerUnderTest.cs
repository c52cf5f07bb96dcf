using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Xunit;

[assembly: AssemblyFixture(typeof(Syncline.SqlServer.Tests.ServerUnderTest))]

namespace Syncline.SqlServer.Tests;

/// <summary>The server that tests run on: a real one, named by a connection string in SYNCLINE_TEST_SQLSERVER whose account may create databases, or else the double.</summary>
public sealed class ServerUnderTest : IAsyncLifetime
{
    private const string Variable = "SYNCLINE_TEST_SQLSERVER";

    private static readonly string? RealServer = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server ? server : null;

    private readonly string _prefix = $"syncline_{Guid.NewGuid().ToString("N")[..8]}";
    private readonly ConcurrentBag<string> _created = [];
    private int _databases;

    /// <summary>Whether it is a real server: faults can't be asked of it.</summary>
    public bool IsReal => RealServer is not null;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The connection string of a new, empty database, gone with the tests.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}_{Interlocked.Increment(ref _databases)}");
        Assert.SkipWhen(RealServer is null, $"There is no server: set {Variable} to a connection string.");
        await Statements.ExecuteAsync(ConnectionString("master"), $"CREATE DATABASE [{name}]");
        _created.Add(name);
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_created.IsEmpty) return;
        SqlConnection.ClearAllPools();
        await using var connection = new SqlConnection(ConnectionString("master"));
        await connection.OpenAsync();
        foreach (var name in _created)
        {
            await using var drop = new SqlCommand($"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]", connection);
            await drop.ExecuteNonQueryAsync();
        }
    }

    private static string ConnectionString(string database) => new SqlConnectionStringBuilder(RealServer) { InitialCatalog = database }.ConnectionString;
}
