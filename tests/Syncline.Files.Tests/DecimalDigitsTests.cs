using System.Globalization;
using System.Text;
using CsCheck;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class DecimalDigitsTests
{
    [Fact]
    public void A_decimal_is_written_as_dotnet_writes_it()
        => Gen.Select(Gen.Int, Gen.Int, Gen.OneOf(Gen.Const(0), Gen.Int), Gen.Bool, Gen.Byte[0, 28]).Sample((low, middle, high, negative, scale) =>
        {
            foreach (var value in (ReadOnlySpan<decimal>)[new(low, middle, high, negative, scale), new(low, 0, high, negative, scale), new(low & 0xFF, 0, 0, negative, scale)]) AssertWritten(value);
        });

    [Fact]
    public void Extremes_and_zeros_are_written_as_dotnet_writes_them()
    {
        foreach (var value in (ReadOnlySpan<decimal>)[0m, 0.00m, new(0, 0, 0, true, 0), new(0, 0, 0, true, 2), 1m, -1m, 1.50m, 0.05m, -0.05m, decimal.MaxValue, decimal.MinValue, ulong.MaxValue, 1.8446744073709551615m, 0.0000000000000000001m, 0.00000000000000000001m]) AssertWritten(value);
    }

    private static void AssertWritten(decimal value)
    {
        Span<byte> room = stackalloc byte[DecimalDigits.MaxLength];
        Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(room[..DecimalDigits.Write(value, room)]));
    }
}
