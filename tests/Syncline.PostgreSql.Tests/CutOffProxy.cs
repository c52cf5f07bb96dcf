using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Syncline.PostgreSql.Tests;

/// <summary>Stands between client and server, and cuts a connection when the server has answered a COMMIT and the client has not heard it yet; or before the server has heard of it.</summary>
internal sealed class CutOffProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly bool _isMade;
    private int _cuts;

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
        using (client)
        {
            await server.ConnectAsync(_server.Host!, _server.Port);
            var isCutOff = new CancellationTokenSource();
            var answers = PumpAsync(server, client, isCutOff.Token, _ => true);
            await PumpAsync(client, server, CancellationToken.None, message => message.IndexOf("COMMIT"u8) < 0 || Interlocked.Decrement(ref _cuts) < 0);
            // Where the client is not to hear the answer, it is waited for all the same.
            if (_isMade && server.Connected && Volatile.Read(ref _cuts) >= 0) await HearAsync(server, isCutOff);
        }
    }

    private async Task HearAsync(TcpClient server, CancellationTokenSource isCutOff)
    {
        await isCutOff.CancelAsync();
        await server.GetStream().WriteAsync((byte[])[.. "Q\0\0\0\u000bCOMMIT\0"u8]);
        _ = await server.GetStream().ReadAsync(new byte[4096]);
    }

    /// <summary>Hands on what comes until the other side is gone, or something is not to be handed on.</summary>
    private static async Task PumpAsync(TcpClient from, TcpClient to, CancellationToken isCutOff, Func<ReadOnlySpan<byte>, bool> isHandedOn)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, isCutOff) is > 0 and var count)
            {
                if (!isHandedOn(buffer.AsSpan(0, count))) return;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), isCutOff);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
        }
    }
}
