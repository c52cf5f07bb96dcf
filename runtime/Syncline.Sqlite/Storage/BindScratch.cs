using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Memory that stays where it is, for the texts bound to a statement until it has run.</summary>
/// <remarks>Spares SQLite a copy and an allocation for each value.</remarks>
internal sealed unsafe class BindScratch
{
    private const int Size = 64 * 1024;
    private readonly byte[] _block = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private List<byte[]>? _overflow;
    private int _used;

    /// <summary>Takes everything back; what was bound from it must have run.</summary>
    public void Clear()
    {
        _used = 0;
        _overflow?.Clear();
    }

    /// <summary>Room for a value, to be written and then taken by <see cref="Take"/>.</summary>
    public Span<byte> Room(int most)
    {
        if (most <= Size - _used) return _block.AsSpan(_used, most);
        var block = GC.AllocateUninitializedArray<byte>(most, pinned: true);
        (_overflow ??= []).Add(block);
        return block;
    }

    /// <summary>Keeps the first bytes of a room until <see cref="Clear"/>; gives their address.</summary>
    public byte* Take(Span<byte> room, int length)
    {
        ref var start = ref MemoryMarshal.GetReference(room);
        if (Unsafe.AreSame(ref start, ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_block), _used))) _used += length;
        return (byte*)Unsafe.AsPointer(ref start);
    }
}
