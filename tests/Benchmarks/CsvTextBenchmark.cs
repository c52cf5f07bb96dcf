using BenchmarkDotNet.Attributes;
using CsvHelper;

namespace Syncline.Benchmarks;

/// <summary>A row of eight columns as a line of CSV, in memory: from where a run keeps it, from the record, and by the library.</summary>
[MemoryDiagnoser]
public class CsvTextBenchmark
{
    private const int Rows = 2_000;
    private readonly Customer[] _records = new Customer[Rows];
    private readonly byte[][] _stored = new byte[Rows][];
    private RowFile<Customer> _file = null!;
    private CsvWriter _library = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(11);
        var codec = new RowCodecWriter();
        for (var i = 0; i < Rows; i++)
        {
            _records[i] = Customers.Make(random, i * 7 + 3);
            codec.Reset();
            ModelOf<Customer>.Write(in _records[i], ref codec);
            _stored[i] = codec.Written.ToArray();
        }

        codec.Release();
        _file = FileFormat.Csv().Begin<Customer>(ModelOf<Customer>.Schema, Stream.Null);
        _library = CsvWriter.ToFile(OperatingSystem.IsWindows() ? "NUL" : "/dev/null");
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _library.Dispose();
        await _file.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public async Task<long> FromStored()
    {
        foreach (var row in _stored) _file.Write(new StoredRow(row));
        if (_file.IsDue) await _file.FlushAsync(CancellationToken.None);
        return _file.Rows;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public async Task<long> FromRecord()
    {
        foreach (var row in _records) _file.Write(in row);
        if (_file.IsDue) await _file.FlushAsync(CancellationToken.None);
        return _file.Rows;
    }

    [Benchmark(OperationsPerInvoke = Rows, Baseline = true)]
    public long ByCsvHelper() => FilesCsvLibraries.Write(_library, _records);
}
