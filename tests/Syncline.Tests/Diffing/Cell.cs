using CsCheck;

namespace Syncline.Tests;

/// <summary>A value of a column, for tests that feed writers without a model.</summary>
internal sealed record Cell(ColumnKind Kind, object? Value)
{
    public void Visit<TWriter>(int column, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct
    {
        switch (Value)
        {
            case null: writer.Null(column); break;
            case bool x: writer.Value(column, x); break;
            case byte x: writer.Value(column, x); break;
            case sbyte x: writer.Value(column, x); break;
            case short x: writer.Value(column, x); break;
            case ushort x: writer.Value(column, x); break;
            case int x: writer.Value(column, x); break;
            case uint x: writer.Value(column, x); break;
            case long x: writer.Value(column, x); break;
            case ulong x: writer.Value(column, x); break;
            case char x: writer.Value(column, x); break;
            case float x: writer.Value(column, x); break;
            case double x: writer.Value(column, x); break;
            case decimal x: writer.Value(column, x); break;
            case string x: writer.Text(column, x); break;
            case byte[] x: writer.Bytes(column, x); break;
            case Guid x: writer.Value(column, x); break;
            case DateTime x: writer.Value(column, x); break;
            case DateTimeOffset x: writer.Value(column, x); break;
            case DateOnly x: writer.Value(column, x); break;
            case TimeOnly x: writer.Value(column, x); break;
            case TimeSpan x: writer.Value(column, x); break;
            default: throw new NotSupportedException(Value.GetType().Name);
        }
    }

    public static object? Read<TReader>(ColumnKind kind, int column, ref TReader reader)
        where TReader : IRowReader, allows ref struct
        => reader.IsNull(column) ? null : kind switch
        {
            ColumnKind.Boolean => reader.Value<bool>(column),
            ColumnKind.Byte => reader.Value<byte>(column),
            ColumnKind.SByte => reader.Value<sbyte>(column),
            ColumnKind.Int16 => reader.Value<short>(column),
            ColumnKind.UInt16 => reader.Value<ushort>(column),
            ColumnKind.Int32 => reader.Value<int>(column),
            ColumnKind.UInt32 => reader.Value<uint>(column),
            ColumnKind.Int64 => reader.Value<long>(column),
            ColumnKind.UInt64 => reader.Value<ulong>(column),
            ColumnKind.Char => reader.Value<char>(column),
            ColumnKind.Single => reader.Value<float>(column),
            ColumnKind.Double => reader.Value<double>(column),
            ColumnKind.Decimal => reader.Value<decimal>(column),
            ColumnKind.Text => reader.Text(column),
            ColumnKind.Bytes => reader.Bytes(column),
            ColumnKind.Guid => reader.Value<Guid>(column),
            ColumnKind.DateTime => reader.Value<DateTime>(column),
            ColumnKind.DateTimeOffset => reader.Value<DateTimeOffset>(column),
            ColumnKind.DateOnly => reader.Value<DateOnly>(column),
            ColumnKind.TimeOnly => reader.Value<TimeOnly>(column),
            ColumnKind.TimeSpan => reader.Value<TimeSpan>(column),
            _ => throw new NotSupportedException(kind.ToString()),
        };

    /// <summary>Whether two values are equal as SPEC section 5 has it, worked out without the canonical form.</summary>
    public bool IsEqualAsSpecified(Cell other) => (Value, other.Value) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (double x, double y) => x == y || double.IsNaN(x) && double.IsNaN(y),
        (float x, float y) => x == y || float.IsNaN(x) && float.IsNaN(y),
        (DateTime x, DateTime y) => x.Ticks == y.Ticks,
        var (x, y) => x.Equals(y),
    };

    /// <summary>Whether two values are the same to the last bit.</summary>
    public static bool AreSame(object? x, object? y) => (x, y) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        (float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b),
        (decimal a, decimal b) => decimal.GetBits(a).AsSpan().SequenceEqual(decimal.GetBits(b)),
        (DateTime a, DateTime b) => a.Ticks == b.Ticks && a.Kind == b.Kind,
        (DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b),
        _ => x.Equals(y),
    };

    /// <summary>A value that is equal as specified, but need not be the same.</summary>
    public Cell Twin() => this with
    {
        Value = Value switch
        {
            decimal x when x.Scale < 20 && Math.Abs(x) < 1_000_000 => x * 1.0000m,
            0m => -0.000m,
            0.0 => -0.0,
            0f => -0f,
            double x when double.IsNaN(x) => BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8_0000_0000_1234)),
            float x when float.IsNaN(x) => BitConverter.Int32BitsToSingle(unchecked((int)0xFFC0_1234)),
            DateTime x => DateTime.SpecifyKind(x, DateTimeKind.Utc),
            DateTimeOffset x when x.UtcTicks > TimeSpan.TicksPerDay && x.UtcTicks < DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay => x.ToOffset(TimeSpan.FromMinutes(-330)),
            string x => new string(x.AsSpan()),
            byte[] x => x.ToArray(),
            var x => x,
        },
    };

    public override string ToString() => Value switch
    {
        null => $"{Kind} null",
        string x => $"Text [{string.Join(' ', x.Select(c => ((int)c).ToString("X4", null)))}]",
        byte[] x => $"Bytes {Convert.ToHexString(x)}",
        _ => $"{Kind} {Value}",
    };
}

/// <summary>Random cells; extremes come often.</summary>
internal static class Cells
{
    public static readonly ColumnKind[] Kinds = Enum.GetValues<ColumnKind>();

    private static readonly Gen<char> Char = Either(Gen.Char['a', 'e'], Pick('\0', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\uFFFD', '\uFFFF', 'é', 'ß', 'İ', 'K', '€'), Gen.Char);

    public static readonly Gen<string> Text = Either(
        Char.Array[0, 12].Select(c => new string(c)),
        Pick("", " ", "null", "😀", "\uD83D", "\uDE00", new string('x', 127), new string('x', 128), new string('ü', 64), new string('漢', 43), new string('y', 300), new string('漢', 300)));

    public static Gen<T> Pick<T>(params T[] values) => Gen.OneOf(values);

    public static Gen<T> Either<T>(params Gen<T>[] gens) => Gen.OneOf<T>([.. gens.Cast<IGen<T>>()]);

    public static Gen<object?> Of(ColumnKind kind, bool nullable) => nullable ? Either([Gen.Const((object?)null), .. Enumerable.Repeat(Of(kind), 7)]) : Of(kind);

    public static Gen<Cell> Cell(ColumnKind kind, bool nullable = true) => Of(kind, nullable).Select(v => new Cell(kind, v));

    private static Gen<object?> Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => Box(Gen.Bool),
        ColumnKind.Byte => Box(Gen.Byte),
        ColumnKind.SByte => Box(Gen.SByte),
        ColumnKind.Int16 => Box(Gen.Short),
        ColumnKind.UInt16 => Box(Gen.UShort),
        ColumnKind.Int32 => Box(Either(Pick(int.MinValue, -1, 0, 1, int.MaxValue), Gen.Int)),
        ColumnKind.UInt32 => Box(Gen.UInt),
        ColumnKind.Int64 => Box(Either(Pick(long.MinValue, -1, 0, 1, long.MaxValue), Gen.Long)),
        ColumnKind.UInt64 => Box(Gen.ULong),
        ColumnKind.Char => Box(Char),
        ColumnKind.Single => Box(Either(Pick(0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, float.MaxValue, float.MinValue), Gen.Float)),
        ColumnKind.Double => Box(Either(Pick(0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, double.MinValue), Gen.Double)),
        ColumnKind.Decimal => Box(Either(
            Pick(0m, -0m, 0.00m, new decimal(0, 0, 0, true, 28), decimal.MaxValue, decimal.MinValue, 1e-28m, -1e-28m, 1.0m, 10m, 100m, 7922816251426433759354395033.0m, 18446744073709551616.000m, 184467440737095516160.00m),
            Gen.Select(Gen.Int[-1000, 1000], Gen.Int[0, 6], (n, s) => new decimal(Math.Abs(n), 0, 0, n < 0, (byte)s)),
            Gen.Decimal)),
        ColumnKind.Text => Text.Select(x => (object?)x),
        ColumnKind.Bytes => Either(Gen.Byte.Array[0, 20], Gen.Const(new byte[200])).Select(x => (object?)x),
        ColumnKind.Guid => Box(Either(Pick(Guid.Empty, Guid.AllBitsSet), Gen.Guid)),
        ColumnKind.DateTime => Box(Gen.Select(Either(Pick(DateTime.MinValue, DateTime.MaxValue), Gen.DateTime), Pick(DateTimeKind.Local, DateTimeKind.Unspecified, DateTimeKind.Utc), DateTime.SpecifyKind)),
        ColumnKind.DateTimeOffset => Box(Either(
            Pick(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(2024, 1, 1, 2, 0, 0, TimeSpan.FromHours(14)), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(-14))),
            Gen.Select(Gen.DateTime[new DateTime(1900, 1, 1), new DateTime(2100, 1, 1)], Gen.Int[-14 * 60, 14 * 60], (t, m) => new DateTimeOffset(t.Ticks, TimeSpan.FromMinutes(m))))),
        ColumnKind.DateOnly => Box(Either(Pick(DateOnly.MinValue, DateOnly.MaxValue), Gen.DateOnly)),
        ColumnKind.TimeOnly => Box(Either(Pick(TimeOnly.MinValue, TimeOnly.MaxValue), Gen.TimeOnly)),
        ColumnKind.TimeSpan => Box(Either(Pick(TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.Zero), Gen.TimeSpan)),
        _ => throw new NotSupportedException(kind.ToString()),
    };

    private static Gen<object?> Box<T>(Gen<T> gen) => gen.Select(x => (object?)x);
}
