using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Touches large arrays beside the thread that fills them.</summary>
/// <remarks>The system gives a page of memory when it is touched first, and to wait for it takes longer than to fill it: less than 1 µs, and 15 in some virtual machines. On one processor nothing is gained, nor lost.</remarks>
internal static class FirstTouch
{
    /// <summary>Begins to touch an index, and after it entries from their end on, for who adds them begins at the start.</summary>
    public static void Begin(uint[] index, ulong[][] entries)
        => ThreadPool.UnsafeQueueUserWorkItem(
            static table =>
            {
                Touch(table.Index);
                for (var chunk = table.Entries.Length - 1; chunk >= 0; chunk--) Touch(table.Entries[chunk]);
            },
            (Index: index, Entries: entries),
            preferLocal: false);

    /// <summary>Touches every page of an array, from its end on. What the array holds stays as it is, also while others write to it.</summary>
    internal static void Touch<T>(T[] array)
        where T : unmanaged
    {
        var memory = MemoryMarshal.Cast<T, int>(array.AsSpan());
        var page = Environment.SystemPageSize / sizeof(int);
        // Writes what is there, at once with reading it.
        for (var at = memory.Length - 1; at >= 0; at -= page) Interlocked.Or(ref memory[at], 0);
    }
}
