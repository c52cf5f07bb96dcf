using System.Buffers;
using System.Buffers.Text;

namespace Syncline;

/// <summary>Decodes Base64 into memory that is used again.</summary>
internal sealed class Base64Scratch
{
    private byte[] _bytes = [];

    /// <summary>The bytes of a text, valid until the next; false when it is no Base64.</summary>
    public bool TryDecode(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> bytes)
    {
        var most = Base64.GetMaxDecodedFromUtf8Length(text.Length);
        if (_bytes.Length < most) _bytes = new byte[Math.Max(most, 2 * _bytes.Length)];
        var isWhole = Base64.DecodeFromUtf8(text, _bytes, out _, out var length) == OperationStatus.Done;
        bytes = _bytes.AsSpan(0, length);
        return isWhole;
    }
}
