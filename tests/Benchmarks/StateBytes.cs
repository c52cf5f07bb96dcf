using System.Runtime.CompilerServices;

namespace Syncline.Benchmarks;

/// <summary>Bytes of memory a row that a loaded baseline takes, filled as a load does: the count known, keys in the order of the state.</summary>
internal static class StateBytes
{
    private const double NarrowGoal = 24;
    private const double WideGoal = 40;

    public static double? Run(int rows)
    {
        var worst = 0.0;
        Measure("int", ColumnKind.Int32, NarrowGoal, i => Image(i));
        Measure("long", ColumnKind.Int64, NarrowGoal, i => Image(i * 1_000_003L));
        Measure("Guid", ColumnKind.Guid, WideGoal, i => new UInt128(Hash(i), Hash(~i)));
        Measure("text", ColumnKind.Text, WideGoal, i => new UInt128(Hash(i), Hash(~i)));
        return worst;

        void Measure(string name, ColumnKind kind, double goal, Func<long, UInt128> image)
        {
            var format = new KeyFormat(new SyncSchema("Shop.Row", [0], [new SyncColumn("Id", kind)]));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var table = Load(format, rows, image);
            var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / rows;
            GC.KeepAlive(table);
            worst = Math.Max(worst, bytes / goal);
            Console.WriteLine($"{name,-6} {bytes,6:F2} bytes a row, goal {goal:F0}");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EntryTable Load(KeyFormat format, int rows, Func<long, UInt128> image)
    {
        var table = EntryTable.Create(format, rows);
        for (long i = 0; i < rows; i++)
        {
            var entry = table.GetOrAdd(image(i), out var added);
            if (!added) throw new InvalidOperationException($"Row {i} has the key of another.");
            table.HashOf(entry) = Hash(i);
        }

        return table;
    }

    private static UInt128 Image(long number) => (ulong)number;

    private static ulong Hash(long number)
    {
        var x = (ulong)number + 0x9E37_79B9_7F4A_7C15;
        x = (x ^ x >> 30) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ x >> 27) * 0x94D0_49BB_1331_11EB;
        return x ^ x >> 31;
    }
}
