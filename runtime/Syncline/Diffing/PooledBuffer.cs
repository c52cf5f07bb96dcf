using System.Buffers;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>A byte array from the pool that grows.</summary>
internal static class PooledBuffer
{
    /// <summary>Makes room for more bytes after <paramref name="used"/>, keeping those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ensure(ref byte[] buffer, int used, long more)
    {
        if (buffer.Length - used < more) Grow(ref buffer, used, more);
    }

    /// <summary>Gives the array back; the buffer is empty afterwards and can be used again.</summary>
    public static void Release(ref byte[] buffer)
    {
        var given = buffer;
        buffer = [];
        if (given is { Length: > 0 }) ArrayPool<byte>.Shared.Return(given);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Grow(ref byte[] buffer, int used, long more)
    {
        var needed = used + more;
        if (needed > Array.MaxLength) throw new InvalidOperationException($"A row of {needed:N0} bytes is too large: {Array.MaxLength:N0} are the most.");
        var grown = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * buffer.Length), Array.MaxLength));
        buffer.AsSpan(0, used).CopyTo(grown);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = grown;
    }
}
