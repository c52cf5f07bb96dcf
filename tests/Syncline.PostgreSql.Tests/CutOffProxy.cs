using System.Net.Sockets;

namespace Syncline.PostgreSql.Tests;

/// <summary>Cuts connections whose client wants to commit: before the server has heard of it, or before the client has heard that it is done.</summary>
/// <param name="database">How to connect to the server.</param>
/// <param name="isMade">Whether the commits that are cut off are made.</param>
internal sealed class CutOffProxy(string database, bool isMade) : WireProxy(database)
{
    private int _cuts = 1;

    // A query of that one word.
    private static ReadOnlySpan<byte> Commit => "Q\0\0\0\u000bCOMMIT\0"u8;

    protected override async Task ServeAsync(TcpClient client, TcpClient server)
    {
        using var isCutOff = new CancellationTokenSource();
        var answers = PumpAsync(server, client, static _ => false, isCutOff.Token);
        var wantsToCommit = await PumpAsync(client, server, message => message.IndexOf(Commit) >= 0 && Interlocked.Decrement(ref _cuts) >= 0, CancellationToken.None);
        await isCutOff.CancelAsync();
        await answers;
        if (!wantsToCommit || !isMade) return;
        await server.GetStream().WriteAsync(Commit.ToArray());
        _ = await server.GetStream().ReadAsync(new byte[4096]);
    }
}
