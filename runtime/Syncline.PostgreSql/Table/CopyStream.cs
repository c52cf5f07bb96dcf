using System.Data;

namespace Syncline;

/// <summary>Sends the operations of a batch by COPY in binary, as fast as they can be written.</summary>
/// <param name="session">The transaction.</param>
internal sealed class CopyStream(TableSession session)
{
    private const int SendAt = 256 * 1024;

    /// <summary>What is written and not yet sent.</summary>
    public CopyBuffer Buffer => session.Buffer;

    /// <summary>Sends operations.</summary>
    /// <param name="copy">The COPY statement.</param>
    /// <param name="operations">The operations' numbers.</param>
    /// <param name="add">Writes one to the buffer.</param>
    public async ValueTask SendAsync(string copy, IReadOnlyList<int> operations, Action<int> add)
    {
        Buffer.Clear();
        Buffer.Begin();
        var stream = await session.Connection.BeginRawBinaryCopyAsync(copy, session.CancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                for (var i = 0; i < operations.Count; i++)
                {
                    add(operations[i]);
                    if (Buffer.Written.Length < SendAt) continue;
                    await stream.WriteAsync(Buffer.Written, session.CancellationToken).ConfigureAwait(false);
                    Buffer.Clear();
                }

                Buffer.End();
                await stream.WriteAsync(Buffer.Written, session.CancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // Disposing of it alone would tell the server that all is there. Where the connection is gone nobody is to be told.
                if (session.Connection.State == ConnectionState.Open) await stream.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
