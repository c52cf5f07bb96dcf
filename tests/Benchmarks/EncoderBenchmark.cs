using BenchmarkDotNet.Attributes;

namespace Syncline.Benchmarks;

/// <summary>Encoding and hashing one row of eight columns.</summary>
[MemoryDiagnoser]
public class EncoderBenchmark
{
    private const int Rows = 10_000;
    private readonly Customer[] _rows = new Customer[Rows];
    private RowEncoder _encoder = new(ModelOf<Customer>.Schema);
    private RowCodecWriter _codec;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(5);
        for (var i = 0; i < Rows; i++) _rows[i] = Customers.Make(random, i);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public ulong EncodeAndHash()
    {
        ulong sum = 0;
        foreach (var row in _rows)
        {
            _encoder.Reset();
            ModelOf<Customer>.Write(in row, ref _encoder);
            sum += _encoder.Hash() + (ulong)_encoder.KeyImage;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public long WriteExactly()
    {
        long sum = 0;
        foreach (var row in _rows)
        {
            _codec.Reset();
            ModelOf<Customer>.Write(in row, ref _codec);
            sum += _codec.Written.Length;
        }

        return sum;
    }
}
