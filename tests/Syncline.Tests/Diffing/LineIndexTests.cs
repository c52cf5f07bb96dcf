namespace Syncline.Tests;

/// <summary>The index stays fast for keys that come in patterns: what counts is how many lines of the cache a look-up reads.</summary>
public sealed class LineIndexTests
{
    private const int Count = 60_000;

    public static TheoryData<string> Patterns => [.. PatternsByName.Keys];

    private static readonly Dictionary<string, Func<int, ulong>> PatternsByName = new()
    {
        ["in a row"] = i => (ulong)i,
        ["backwards from zero"] = i => (ulong)-i,
        ["every 7th"] = i => (ulong)i * 7,
        ["every 16th"] = i => (ulong)i * 16,
        ["every 1,024th"] = i => (ulong)i << 10,
        ["every 4,096th"] = i => (ulong)i << 12,
        ["every 65,536th"] = i => (ulong)i << 16,
        ["every 2 to the 40th"] = i => (ulong)i << 40,
        ["a hundred runs that begin at random"] = i => Random(i / 2_000) + (ulong)(i % 2_000),
        ["runs of 20,000 a million apart"] = i => (ulong)(i / 20_000) * 1_000_000 + (ulong)(i % 20_000),
        ["runs of 1,500 at powers of two"] = i => ((ulong)(i / 1_500) << 20) + (ulong)(i % 1_500),
        ["two numbers of 32 bits"] = i => (uint)(i % 500) + ((ulong)(uint)(i / 500) << 32),
        ["doubles in a row"] = i => BitConverter.DoubleToUInt64Bits(i),
        ["seconds as ticks"] = i => 638_000_000_000_000_000 + (ulong)i * 10_000_000,
        ["days as ticks"] = i => 638_000_000_000_000_000 + (ulong)i * 864_000_000_000,
        ["at random"] = Random,
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_look_up_reads_few_lines(string pattern)
    {
        var number = PatternsByName[pattern];
        var index = new LineIndex(Count);
        for (var i = 0; i < Count; i++) index.Add(number(i), i);

        long lines = 0;
        long entries = 0;
        for (var i = 0; i < Count; i++)
        {
            var (found, read, asked) = Walk(index, number(i), i);
            if (!found) Assert.Fail($"The key at {i} is not found.");
            lines += read;
            entries += asked;
        }

        Assert.InRange(lines / (double)Count, 1, 3);
        // The tag tells nearly all other keys of a line apart.
        Assert.InRange(entries / (double)Count, 1, 1.05);
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_look_up_of_what_is_not_there_reads_few_lines_too(string pattern)
    {
        var number = PatternsByName[pattern];
        var index = new LineIndex(Count);
        for (var i = 0; i < Count; i++) index.Add(number(i), i);
        long lines = 0;
        for (var i = 0; i < Count; i++) lines += Walk(index, Random(i + 10_000_000), -1).Lines;
        Assert.InRange(lines / (double)Count, 1, 8);
    }

    private static (bool Found, int Lines, int Asked) Walk(LineIndex index, ulong number, int entry)
    {
        var asked = 0;
        var line = index.LineOf(number, out var tag);
        for (var full = 1; ; full++)
        {
            var answer = index.Ask(line, tag);
            for (var matches = answer.Matches; matches != 0; matches &= matches - 1)
            {
                asked++;
                if (index.EntryAt(line, matches) == entry) return (true, full, asked);
            }

            if (answer.Empty != 0) return (false, full, asked);
            line = index.LineAfter(number, full, line);
        }
    }

    private static ulong Random(int number)
    {
        var x = (ulong)number * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 31;
    }
}
