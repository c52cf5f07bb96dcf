using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Syncline.PostgreSql.Tests;

/// <summary>Stands between client and server, and cuts connections whose client wants to commit: before the server has heard of it, or before the client has heard that it is done.</summary>
internal sealed class CutOffProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly bool _isMade;
    private int _cuts;

    // A query of that one word.
    private static ReadOnlySpan<byte> Commit => "Q\0\0\0\u000bCOMMIT\0"u8;

    /// <param name="database">How to connect to the server.</param>
    /// <param name="isMade">Whether the commits that are cut off are made.</param>
    /// <param name="cuts">How many commits are cut off; later ones are not.</param>
    public CutOffProxy(string database, bool isMade, int cuts = 1)
    {
        (_server, _isMade, _cuts) = (new(database), isMade, cuts);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>How to connect to the same database past here.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port, Pooling = false }.ConnectionString;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var isCutOff = new CancellationTokenSource();
        using (client)
        {
            await server.ConnectAsync(_server.Host!, _server.Port);
            var answers = PumpAsync(server, client, static _ => false, isCutOff.Token);
            var wantsToCommit = await PumpAsync(client, server, message => message.IndexOf(Commit) >= 0 && Interlocked.Decrement(ref _cuts) >= 0, CancellationToken.None);
            await isCutOff.CancelAsync();
            await answers;
            if (!wantsToCommit || !_isMade) return;
            await server.GetStream().WriteAsync(Commit.ToArray());
            _ = await server.GetStream().ReadAsync(new byte[4096]);
        }
    }

    /// <summary>Hands on what comes until one side is gone; ends with true, and hands nothing on, where something is not to be.</summary>
    private static async Task<bool> PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlySpan<byte>, bool> isHeldBack, CancellationToken cancellationToken)
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
}
