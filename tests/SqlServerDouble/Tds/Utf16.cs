using System.Runtime.InteropServices;

namespace Syncline.Doubles.Tds;

/// <summary>Text as the wire has it: code units as they are, halves of surrogate pairs too.</summary>
internal static class Utf16
{
    public static string Text(ReadOnlySpan<byte> bytes) => new(MemoryMarshal.Cast<byte, char>(bytes));

    public static ReadOnlySpan<byte> Bytes(string text) => MemoryMarshal.AsBytes(text.AsSpan());
}
