using System.Buffers.Binary;

namespace Syncline.Doubles.Tds;

/// <summary>A LOGIN7 message.</summary>
internal sealed record Login(string User, string Database, string Application, int PacketSize, IReadOnlyList<byte> Features)
{
    public static Login Read(byte[] body)
    {
        var reader = new WireReader(body);
        string Text(int at)
        {
            reader.MoveTo(at);
            var (offset, length) = (reader.UInt16(), reader.UInt16());
            reader.MoveTo(offset);
            return reader.Text(length);
        }

        var packetSize = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(8));
        return new Login(Text(40), Text(68), Text(48), packetSize is >= 512 and <= 32767 ? packetSize : 4096, ReadFeatures(body));
    }

    private static List<byte> ReadFeatures(byte[] body)
    {
        var features = new List<byte>();
        if ((body[27] & 0x10) == 0)
            return features;
        var at = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(56))));
        while (at < body.Length && body[at] != 0xFF)
        {
            features.Add(body[at]);
            at += 5 + BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at + 1));
        }

        return features;
    }
}
