using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Syncline.Doubles;
using Xunit;

[assembly: AssemblyFixture(typeof(Syncline.SqlServer.Tests.ServerUnderTest))]

namespace Syncline.SqlServer.Tests;

/// <summary>The server that tests run on: a real one, named by a connection string in SYNCLINE_TEST_SQLSERVER whose account may create databases, or else the double.</summary>
public sealed class ServerUnderTest : IAsyncLifetime
{
    private const string Variable = "SYNCLINE_TEST_SQLSERVER";

    private readonly string? _realServer = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server ? server : null;
    private readonly Lazy<SqlServerDouble> _double = new(() => SqlServerDouble.Start());
    private readonly string _prefix = $"syncline_{Guid.NewGuid().ToString("N")[..8]}";
    private readonly ConcurrentBag<string> _created = [];
    private int _databases;

    /// <summary>Whether it is a real server: neither faults nor C# triggers can be asked of it.</summary>
    public bool IsReal => _realServer is not null;

    /// <summary>The double that all tests share; one whose faults a test wants is to be started by the test.</summary>
    public SqlServerDouble Double => _realServer is null ? _double.Value : throw new InvalidOperationException($"{Variable} names a real server.");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The connection string of a new, empty database, gone with the tests.</summary>
    public async Task<string> NewDatabaseAsync(string collation = "Latin1_General_CI_AS")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}_{Interlocked.Increment(ref _databases)}");
        if (_realServer is null)
        {
            Double.CreateDatabase(name, collation);
            return Double.ConnectionString(name);
        }

        await Statements.ExecuteAsync(ConnectionString("master"), $"CREATE DATABASE [{name}] COLLATE {collation}");
        _created.Add(name);
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        if (_double.IsValueCreated) await _double.Value.DisposeAsync();
        if (_created.IsEmpty) return;
        await using var connection = new SqlConnection(ConnectionString("master"));
        await connection.OpenAsync();
        foreach (var name in _created)
        {
            await using var drop = new SqlCommand($"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]", connection);
            await drop.ExecuteNonQueryAsync();
        }
    }

    private string ConnectionString(string database) => new SqlConnectionStringBuilder(_realServer) { InitialCatalog = database }.ConnectionString;
}
