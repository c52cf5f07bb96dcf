using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Syncline;

/// <summary>One of the two lists of a comparison: rows by position, their keys, and the errors that name them.</summary>
internal readonly ref struct RowList<TModel, TKey>(ReadOnlySpan<TModel> rows, string name)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly ReadOnlySpan<TModel> _rows = rows;

    public int Length => _rows.Length;

    /// <summary>A row; its position is not checked.</summary>
    public ref readonly TModel this[int position]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetReference(_rows), position);
    }

    /// <summary>The order of the first two keys: 1 ascending, as fewer are too, and -1 descending.</summary>
    public int Order => Length > 1 && Key(0).CompareTo(Key(1)) > 0 ? -1 : 1;

    /// <summary>The key of a row.</summary>
    /// <exception cref="ArgumentException">The row is null or has a null key part.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey Key(int position)
    {
        ref readonly var row = ref this[position];
        if (row is null || !TModel.TryGetKey(in row, out var key)) throw Invalid(position);
        return key;
    }

    /// <summary>Moves to the next row and its key.</summary>
    /// <returns>Whether the key follows the last one in the order, or there is no next row.</returns>
    /// <exception cref="ArgumentException">The row is null, has a null key part, or the same key as the last.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Advance(ref int position, ref TKey key, int order)
    {
        if (++position == Length) return true;
        var last = key;
        key = Key(position);
        var compared = last.CompareTo(key) * order;
        if (compared < 0) return true;
        if (compared == 0) throw Shared(position - 1, position);
        return false;
    }

    /// <summary>Asks for a row's memory ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int position)
    {
        if (!Sse.IsSupported) return;
        ref var row = ref Unsafe.AsRef(in this[position]);
        // An address that the collector has just moved away from is harmless: nothing is read, and no address faults.
        var address = typeof(TModel).IsValueType ? (nint)Unsafe.AsPointer(ref row) : Unsafe.As<TModel, nint>(ref row);
        Sse.Prefetch0((void*)address);
    }

    /// <summary>The rows at some positions.</summary>
    public TModel[] Take(List<int> positions)
    {
        var taken = new TModel[positions.Count];
        for (var i = 0; i < taken.Length; i++) taken[i] = this[positions[i]];
        return taken;
    }

    /// <summary>The error of a row that has no key.</summary>
    public ArgumentException Invalid(int position)
    {
        var model = typeof(TModel).Name;
        return this[position] is null
            ? new ArgumentException($"{name}[{position}] is null. Leave out what is no {model}.", name)
            : new ArgumentException($"{name}[{position}] has a null in its key. Every {model} is found by its key: leave the row out, or give it one.", name);
    }

    /// <summary>The error of two rows with one key.</summary>
    public ArgumentException Shared(int first, int second)
        => new($"{name}[{first}] and {name}[{second}] share the key {Key(first)}. A list holds each {typeof(TModel).Name} once: leave one out.", name);
}
