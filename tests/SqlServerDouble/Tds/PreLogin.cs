using System.Buffers.Binary;

namespace Syncline.Doubles.Tds;

/// <summary>The answer to a PRELOGIN message: no encryption, one instance, no multiple active result sets.</summary>
internal static class PreLogin
{
    private const byte NotSupported = 2;

    public static byte[] Answer(Version version)
    {
        byte[] number = [(byte)version.Major, (byte)version.Minor, (byte)(version.Build >> 8), (byte)version.Build, 0, 0];
        (byte Option, byte[] Data)[] options = [(0, number), (1, [NotSupported]), (2, [0]), (3, []), (4, [0])];
        using var answer = new MemoryStream();
        var offset = options.Length * 5 + 1;
        Span<byte> entry = stackalloc byte[5];
        foreach (var (option, data) in options)
        {
            entry[0] = option;
            BinaryPrimitives.WriteUInt16BigEndian(entry[1..], (ushort)offset);
            BinaryPrimitives.WriteUInt16BigEndian(entry[3..], (ushort)data.Length);
            answer.Write(entry);
            offset += data.Length;
        }

        answer.WriteByte(0xFF);
        foreach (var (_, data) in options)
            answer.Write(data);
        return answer.ToArray();
    }
}
