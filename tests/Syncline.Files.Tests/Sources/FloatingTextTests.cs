using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Xunit;

namespace Syncline.Files.Tests.Sources;

/// <summary>Numbers of floating point are read from UTF-8 as .NET writes and reads them.</summary>
public sealed class FloatingTextTests
{
    private const int Tries = 100_000;

    [Fact]
    public void What_was_written_comes_back_to_the_last_bit()
    {
        var random = new Random(7);
        for (var i = 0; i < Tries; i++)
        {
            var wide = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            var narrow = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            Assert.True(TextValue.TryRead(Bytes(wide), out double wideBack) && wide.Equals(wideBack), wide.ToString("R", CultureInfo.InvariantCulture));
            Assert.True(TextValue.TryRead(Bytes(narrow), out float narrowBack) && narrow.Equals(narrowBack), narrow.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The other parser of the framework is the judge: the same texts are numbers, and the same ones.</summary>
    [Fact]
    public void Any_text_of_a_numbers_characters_is_taken_or_refused_as_by_the_other_parser()
    {
        const string Characters = "0123456789019+-..eE, N\u221E\0";
        var (random, taken) = (new Random(8), 0);
        for (var i = 0; i < Tries; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Characters[random.Next(Characters.Length)]));
            var bytes = Encoding.UTF8.GetBytes(text);
            var isNumber = Utf8Parser.TryParse(bytes, out double expected, out var used) && used == bytes.Length && double.IsFinite(expected) && (expected != 0 || text.Split('e', 'E')[0].All(c => c is not (>= '1' and <= '9')));
            Assert.True(TextValue.TryRead(bytes, out double value) == isNumber && (!isNumber || value.Equals(expected)), $"'{text}' is {(isNumber ? expected : "no number")}.");
            if (isNumber) taken++;
        }

        Assert.InRange(taken, Tries / 20, Tries);
    }

    [Theory]
    [InlineData("NaN", double.NaN)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    public void Words_are_taken_as_they_are_written(string text, double value)
    {
        Assert.True(TextValue.TryRead(Encoding.UTF8.GetBytes(text), out double read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("-NaN")]
    [InlineData("inf")]
    [InlineData("INFINITY")]
    [InlineData("\u221E")]
    public void Other_words_are_none(string text) => Assert.False(TextValue.TryRead(Encoding.UTF8.GetBytes(text), out double _));

    private static byte[] Bytes<T>(T number)
        where T : IFormattable
        => Encoding.UTF8.GetBytes(number.ToString("R", CultureInfo.InvariantCulture));
}
