using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Xunit;

namespace Syncline.Files.Tests.Sources;

/// <summary>CSV's numbers of floating point go through the library's parser; the framework's is the judge of it.</summary>
public sealed class FloatingTextTests
{
    private const int Tries = 100_000;

    [Fact]
    public async Task Numbers_are_rounded_to_the_last_bit_as_the_framework_rounds_them()
    {
        var random = new Random(7);
        var texts = new List<string>();
        for (var i = 0; i < Tries; i++)
        {
            var any = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(any) || any == 0) continue;
            texts.Add(any.ToString("R", CultureInfo.InvariantCulture));
            texts.Add(random.NextDouble().ToString("R", CultureInfo.InvariantCulture));
            texts.Add((random.NextDouble() * 1e6).ToString("F4", CultureInfo.InvariantCulture));
            // Halfway between two doubles, exactly and by a digit far behind it: where rounding goes wrong if it can.
            var whole = random.NextInt64(1L << 53, 1L << 54) | 1;
            texts.Add(whole.ToString(CultureInfo.InvariantCulture));
            texts.Add(string.Create(CultureInfo.InvariantCulture, $"{whole}.00000000000000000000001"));
            texts.Add(string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64(1, long.MaxValue)}{random.NextInt64(1, long.MaxValue)}e-{random.Next(345)}"));
        }

        texts.RemoveAll(text => double.Parse(text, CultureInfo.InvariantCulture) == 0);
        var rows = await ReadAsync(texts);
        Assert.Equal(texts.Count, rows.Count);
        for (var i = 0; i < texts.Count; i++) Assert.True(BitConverter.DoubleToInt64Bits(double.Parse(texts[i], CultureInfo.InvariantCulture)) == BitConverter.DoubleToInt64Bits(rows[i].Value!.Value), $"{texts[i]} was read as {rows[i].Value:R}.");
    }

    [Fact]
    public async Task Narrow_numbers_are_rounded_once()
    {
        var random = new Random(9);
        var texts = Enumerable.Range(0, Tries).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))).Where(number => float.IsFinite(number) && number != 0)
            .SelectMany(number => new[] { number.ToString("R", CultureInfo.InvariantCulture), ((double)number * (1 + (random.NextDouble() * 1e-7))).ToString("R", CultureInfo.InvariantCulture) })
            .Where(text => float.Parse(text, CultureInfo.InvariantCulture) is var number && float.IsFinite(number) && number != 0).ToList();
        var rows = await ReadAsync(texts, narrow: true);
        Assert.Equal(texts.Select(text => (float?)float.Parse(text, CultureInfo.InvariantCulture)), rows.Select(row => row.Narrow));
    }

    [Fact]
    public async Task Any_text_of_a_numbers_characters_is_taken_or_refused_as_by_the_framework()
    {
        const string Characters = "0123456789019+-..eE, N\u221E";
        var (random, taken) = (new Random(8), 0);
        for (var i = 0; i < Tries / 50; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Characters[random.Next(Characters.Length)]));
            var bytes = Encoding.UTF8.GetBytes(text);
            var isNumber = Utf8Parser.TryParse(bytes, out double expected, out var used) && used == bytes.Length && double.IsFinite(expected) && (expected != 0 || text.Split('e', 'E')[0].All(c => c is not (>= '1' and <= '9')));
            if (isNumber) Assert.Equal(expected, Assert.Single(await ReadAsync([text])).Value);
            else await Assert.ThrowsAsync<UnreadableRowException>(() => ReadAsync([text]));
            if (isNumber) taken++;
        }

        Assert.InRange(taken, 100, Tries);
    }

    private static async Task<List<Floating>> ReadAsync(List<string> texts, bool narrow = false)
    {
        var csv = new StringBuilder("Id,Value,Narrow\r\n");
        for (var i = 0; i < texts.Count; i++) csv.Append(CultureInfo.InvariantCulture, $"{i},{(narrow ? "" : $"\"{texts[i]}\"")},{(narrow ? $"\"{texts[i]}\"" : "")}\r\n");
        var bytes = Encoding.UTF8.GetBytes(csv.ToString());
        var rows = new List<Floating>();
        await using var cursor = await CsvSource.Read<Floating>(() => new MemoryStream(bytes), "numbers").OpenAsync(TestFolder.Stop);
        while (await cursor.ReadAsync(TestFolder.Stop)) rows.Add(cursor.Current);
        return rows;
    }
}

/// <summary>Numbers of floating point.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Snapshot)]
public sealed partial record Floating(int Id, double? Value, float? Narrow);
