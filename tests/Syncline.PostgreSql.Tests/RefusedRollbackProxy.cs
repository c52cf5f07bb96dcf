using System.Net.Sockets;

namespace Syncline.PostgreSql.Tests;

/// <summary>Answers the first rollback as the server does when a cancellation comes late: it is refused, and the transaction is still open.</summary>
/// <param name="database">How to connect to the server.</param>
internal sealed class RefusedRollbackProxy(string database) : WireProxy(database)
{
    private int _refused;

    /// <summary>How many rollbacks were refused.</summary>
    public int Refused => _refused;

    // A query of that one word.
    private static ReadOnlySpan<byte> Rollback => "Q\0\0\0\u000dROLLBACK\0"u8;

    // An error of five fields, and that the transaction has failed.
    private static ReadOnlySpan<byte> Answer => "E\0\0\0\u0043SERROR\0VERROR\0C57014\0Mcanceling statement due to user request\0\0Z\0\0\0\u0005E"u8;

    protected override async Task ServeAsync(TcpClient client, TcpClient server)
    {
        var answers = PumpAsync(server, client, static _ => false, CancellationToken.None);
        while (await PumpAsync(client, server, message => message.IndexOf(Rollback) >= 0 && Interlocked.CompareExchange(ref _refused, 1, 0) == 0, CancellationToken.None))
        {
            await client.GetStream().WriteAsync(Answer.ToArray());
        }

        client.Close();
        server.Close();
        await answers;
    }
}
