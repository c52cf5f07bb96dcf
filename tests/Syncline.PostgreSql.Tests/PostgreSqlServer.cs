using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Syncline.PostgreSql.Tests;

/// <summary>A PostgreSQL server of this process's own: in a temporary folder, on loopback, gone when disposed of.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string User = "syncline";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"syncline-pg-{Guid.NewGuid():n}");
    private readonly string _programs;
    private readonly string[] _settings;
    private int _databases;

    private PostgreSqlServer(string programs, string[] settings) => (_programs, _settings) = (programs, settings);

    /// <summary>The port the server listens on, on loopback alone.</summary>
    public int Port { get; private set; }

    /// <summary>The folder of the newest server's programs, on the path or where Debian's packages put it; null where there is none.</summary>
    public static string? FindPrograms()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).AsEnumerable();
        if (Directory.Exists("/usr/lib/postgresql")) folders = folders.Concat(Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")));
        var found = folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
        // A link on the path may lead to some of them alone: the others are where it leads to.
        return found is null ? null : Path.GetDirectoryName(File.ResolveLinkTarget(Path.Combine(found, "initdb"), returnFinalTarget: true)?.FullName) ?? found;
    }

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="programs">The folder of the server's programs.</param>
    /// <param name="settings">The server's settings, as in <c>fsync=off</c>.</param>
    public static async Task<PostgreSqlServer> StartAsync(string programs, params string[] settings)
    {
        var server = await FolderAsync(programs, settings);
        await server.RunProgramAsync("initdb", "-D", server.Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.StartAsync();
        return server;
    }

    /// <summary>Makes a physical copy of the cluster as it is now, and starts it beside this one.</summary>
    public async Task<PostgreSqlServer> CopyAsync()
    {
        var copy = await FolderAsync(_programs, _settings);
        await RunProgramAsync("pg_basebackup", "-D", copy.Data, "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User, "--checkpoint=fast", "--no-sync");
        await copy.StartAsync();
        return copy;
    }

    /// <summary>Stops the server as an administrator does who can't wait, and starts it again.</summary>
    public async Task RestartAsync()
    {
        await RunProgramAsync("pg_ctl", "-D", Data, "-m", "fast", "-w", "stop");
        await StartAsync(Port);
    }

    /// <summary>Makes a new, empty database.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunProgramAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>How to connect to a database of this server.</summary>
    public string ConnectionString(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={User};Database={database};Include Error Detail=false;Connection Idle Lifetime=2;Connection Pruning Interval=1");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<PostgreSqlServer> FolderAsync(string programs, string[] settings)
    {
        var server = new PostgreSqlServer(programs, settings);
        Directory.CreateDirectory(server._folder);
        // The server refuses to run as root: there the postgres account, which its package made, owns the folder.
        if (IsRoot) await RunAsync("chown", "postgres", server._folder);
        return server;
    }

    private async Task StartAsync(int? port = null)
    {
        Port = port ?? FreePort();
        var options = string.Create(CultureInfo.InvariantCulture, $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {string.Concat(_settings.Select(setting => $" -c {setting}"))}");
        await RunProgramAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "-o", options, "start");
    }

    private Task RunProgramAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return IsRoot ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // A server that inherits the pipes would keep them open: nothing is read from them.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]) { WorkingDirectory = Path.GetTempPath() })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
