namespace Syncline.Tests;

/// <summary>Counts the bytes that a piece of work allocates.</summary>
internal static class Allocations
{
    private const int Warmups = 3;
    private const int Tries = 5;
    private const int Repeats = 100;

    /// <summary>The bytes that a hundred runs of the work allocate on this thread, after it has run a few times.</summary>
    /// <remarks>The least of several tries: a collection in between may empty the array pools, and they are filled again once.</remarks>
    public static long Of(Action work)
    {
        for (var i = 0; i < Warmups; i++) work();
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Tries && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Repeats; i++) work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
