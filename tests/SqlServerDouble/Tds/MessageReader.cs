using System.Buffers.Binary;

namespace Syncline.Doubles.Tds;

/// <summary>Puts packets together to messages.</summary>
internal sealed class MessageReader(Stream stream)
{
    private const int Last = 1;
    private const int Ignore = 2;
    private const int Reset = 8;
    private const int ResetButTransaction = 16;

    private readonly byte[] _header = new byte[8];

    /// <summary>The next message; null when the client has gone.</summary>
    public Message? Read()
    {
        while (true)
        {
            using var body = new MemoryStream();
            var resets = false;
            int status;
            do
            {
                if (stream.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false) < _header.Length)
                    return null;
                status = _header[1];
                resets |= (status & (Reset | ResetButTransaction)) != 0;
                var length = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)) - _header.Length;
                var start = (int)body.Length;
                body.SetLength(start + length);
                stream.ReadExactly(body.GetBuffer(), start, length);
                body.Position = body.Length;
            }
            while ((status & Last) == 0);

            // The client changed its mind in the middle of the message.
            if ((status & Ignore) == 0)
                return new Message((MessageKind)_header[0], body.ToArray(), resets);
        }
    }
}
