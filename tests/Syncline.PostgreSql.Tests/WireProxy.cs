using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Syncline.PostgreSql.Tests;

/// <summary>Stands between client and server.</summary>
internal abstract class WireProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _server;

    /// <param name="database">How to connect to the server.</param>
    protected WireProxy(string database)
    {
        _server = new(database);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>How to connect to the same database past here.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port, Pooling = false }.ConnectionString;

    public void Dispose() => _listener.Dispose();

    /// <summary>Serves a connection until it ends.</summary>
    protected abstract Task ServeAsync(TcpClient client, TcpClient server);

    /// <summary>Hands on what comes until one side is gone; ends with true, and hands nothing on, where something is not to be.</summary>
    protected static async Task<bool> PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlySpan<byte>, bool> isHeldBack, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (isHeldBack(buffer.AsSpan(0, count))) return true;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One side is gone.
        }

        return false;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ConnectAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_server.Host!, _server.Port);
            await ServeAsync(client, server);
        }
    }
}
