using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(Syncline.PostgreSql.Tests.Cluster))]

namespace Syncline.PostgreSql.Tests;

/// <summary>A PostgreSQL server of the tests' own, in a temporary folder, gone with them. Where its programs are not installed tests are skipped, but in CI, where they fail.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private const string User = "syncline";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"syncline-pg-{Guid.NewGuid():n}");
    private string? _missing;
    private string _programs = "";
    private int _databases;

    /// <summary>The port the server listens on, on loopback alone.</summary>
    public int Port { get; private set; }

    /// <summary>Set for a process that a test starts in order to kill it: it uses the test's server, and could not stop one of its own.</summary>
    public const string Borrowed = "SYNCLINE_POSTGRESQL_BORROWED";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Borrowed) is not null)
        {
            _missing = "This process uses another's server.";
            return;
        }

        _missing = FindPrograms();
        if (_missing is not null)
        {
            if (Environment.GetEnvironmentVariable("CI") is "true" or "1") throw new InvalidOperationException(_missing);
            return;
        }

        Directory.CreateDirectory(_folder);
        // The server refuses to run as root: there the postgres account, which its package made, owns the folder.
        if (IsRoot) await RunAsync("chown", "postgres", _folder);
        await RunAsPostgresAsync(Path.Combine(_programs, "initdb"), "-D", Path.Combine(_folder, "data"), "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Port = FreePort();
        var options = string.Create(CultureInfo.InvariantCulture, $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=400");
        await RunAsPostgresAsync(Path.Combine(_programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-l", Path.Combine(_folder, "log"), "-w", "-o", options, "start");
    }

    public async ValueTask DisposeAsync()
    {
        if (_missing is not null) return;
        NpgsqlConnection.ClearAllPools();
        await RunAsPostgresAsync(Path.Combine(_programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A new, empty database; the test is skipped where there is no server.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    private string ConnectionString(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={User};Database={database};Include Error Detail=false;Connection Idle Lifetime=2;Connection Pruning Interval=1");

    /// <summary>The newest server on the path or where Debian's packages put it; why there is none.</summary>
    private string? FindPrograms()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).AsEnumerable();
        if (Directory.Exists("/usr/lib/postgresql")) folders = folders.Concat(Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")));
        if (folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl"))) is not { } found) return "PostgreSQL's server programs (initdb, pg_ctl) are not installed. Install postgresql to run these tests.";
        _programs = found;
        return null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task RunAsPostgresAsync(string program, params string[] arguments)
        => IsRoot ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments]) : RunAsync(program, arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // A server that inherits the pipes would keep them open: nothing is read from them.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]) { WorkingDirectory = Path.GetTempPath() })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
