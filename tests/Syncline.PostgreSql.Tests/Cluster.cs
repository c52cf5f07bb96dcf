using Xunit;

[assembly: AssemblyFixture(typeof(Syncline.PostgreSql.Tests.Cluster))]

namespace Syncline.PostgreSql.Tests;

/// <summary>A PostgreSQL server of the tests' own, gone with them. Where its programs are not installed tests are skipped, but in CI, where they fail.</summary>
public sealed class Cluster : IAsyncLifetime
{
    /// <summary>Set for a process that a test starts in order to kill it: it uses the test's server, and could not stop one of its own.</summary>
    public const string Borrowed = "SYNCLINE_POSTGRESQL_BORROWED";

    private PostgreSqlServer? _server;
    private string _missing = "";

    /// <summary>The port the server listens on, on loopback alone.</summary>
    public int Port => _server?.Port ?? 0;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Borrowed) is not null)
        {
            _missing = "This process uses another's server.";
            return;
        }

        if (PostgreSqlServer.FindPrograms() is { } programs)
        {
            _server = await PostgreSqlServer.StartAsync(programs, "fsync=off", "max_connections=400");
            return;
        }

        _missing = "PostgreSQL's server programs (initdb, pg_ctl) are not installed. Install postgresql to run these tests.";
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1") throw new InvalidOperationException(_missing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <summary>A new, empty database; the test is skipped where there is no server.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        Assert.SkipWhen(_server is null, _missing);
        return await _server!.NewDatabaseAsync();
    }
}
