using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>An id of Intercom's: 24 hexadecimal digits in 12 bytes, and what is to be known of its contact.</summary>
/// <param name="First">The first 16 digits.</param>
/// <param name="Last">The last 8.</param>
/// <param name="Flags">Flags.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct ContactIdEntry(ulong First, uint Last, byte Flags)
{
    public const int Size = 12;
    private const int Digits = 24;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    public string Text => string.Create(CultureInfo.InvariantCulture, $"{First:x16}{Last:x8}");

    /// <summary>Reads an id, where it is one of those: in lower case, so that it comes out as it went in.</summary>
    public static bool TryParse(string id, byte flags, out ContactIdEntry entry)
    {
        entry = default;
        if (id.Length != Digits || id.AsSpan().ContainsAnyExcept(Hexadecimal)) return false;
        entry = new(ulong.Parse(id.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), uint.Parse(id.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), flags);
        return true;
    }

    public static ContactIdEntry Read(ReadOnlySpan<byte> bytes, byte flags) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]), flags);

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, First);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), Last);
        return bytes;
    }
}
