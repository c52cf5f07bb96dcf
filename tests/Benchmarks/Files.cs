using System.Diagnostics;
using System.Globalization;

namespace Syncline.Benchmarks;

/// <summary>Customers, and a folder for files of them that is gone when disposed of.</summary>
internal sealed class Files : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("syncline-benchmark-").FullName;

    public Files(int rows) => Rows = rows;

    public int Rows { get; }

    public string PathOf(string file) => Path.Combine(_folder, file);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The same customers each time, made up one by one.</summary>
    public IEnumerable<Customer> Customers()
    {
        var random = new Random(11);
        for (var i = 0; i < Rows; i++) yield return Benchmarks.Customers.Make(random, i * 7 + 3);
    }

    /// <summary>A number that depends on every column of a row, so that nothing read can be left out.</summary>
    public static long Sum(int id, int email, int name, decimal value, DateTime updatedAt, bool active, int? age, double score)
        => id + email + name + decimal.ToInt64(value * 100) + updatedAt.Ticks + (active ? 1 : 0) + (age ?? -1) + BitConverter.DoubleToInt64Bits(score);

    /// <summary>Times ways of doing one thing in turns and prints a line for each: time, time of all processors and garbage a row, and the ratio to the first. On a loaded machine the processors' time says more.</summary>
    public static double[] Compare(int rows, int rounds, params (string Name, Func<long> Work)[] ways) => Compare(rows, rounds, static _ => { }, ways);

    /// <inheritdoc cref="Compare(int, int, ValueTuple{string, Func{long}}[])"/>
    /// <param name="rows">How many rows each takes.</param>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="prepare">Comes before each way, told by its place, and isn't counted.</param>
    /// <param name="ways">The ways.</param>
    public static double[] Compare(int rows, int rounds, Action<int> prepare, params (string Name, Func<long> Work)[] ways)
    {
        var times = ways.Select(_ => new List<TimeSpan>()).ToArray();
        var (allocated, busy) = (new long[ways.Length], new TimeSpan[ways.Length]);
        for (var round = 0; round <= rounds; round++)
        {
            var found = new long[ways.Length];
            for (var turn = 0; turn < ways.Length; turn++)
            {
                // Who begins changes, so that none always finds the caches as the same other left them.
                var way = (turn + round) % ways.Length;
                prepare(way);
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var used = Environment.CpuUsage.TotalTime;
                var start = Stopwatch.GetTimestamp();
                found[way] = ways[way].Work();
                if (round > 0) times[way].Add(Stopwatch.GetElapsedTime(start));
                if (round > 0) busy[way] += Environment.CpuUsage.TotalTime - used;
                allocated[way] = GC.GetTotalAllocatedBytes(precise: true) - before;
            }

            if (found.Distinct().Count() > 1) throw new InvalidOperationException($"They found different things: {string.Join(", ", ways.Select((way, i) => $"{way.Name} {found[i]}"))}.");
        }

        var ratios = new double[ways.Length];
        var first = Rounds.Median(times[0]);
        for (var way = 0; way < ways.Length; way++)
        {
            var time = Rounds.Median(times[way]);
            ratios[way] = time / first;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ways[way].Name,-28} {time.TotalMilliseconds,7:F0} ms, {time.TotalNanoseconds / rows,6:F0} ns, {busy[way].TotalNanoseconds / rounds / rows,6:F0} ns of processors and {(double)allocated[way] / rows,6:F1} bytes of garbage a row; x {ratios[way]:F2}"));
        }

        return ratios;
    }
}
