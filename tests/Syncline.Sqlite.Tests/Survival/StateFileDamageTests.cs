using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>Every kind of damage to the bytes of a state's SQLite file is found and named, or does no harm.</summary>
/// <remarks><c>SYNCLINE_FLIPS</c> says how many random bits are flipped, <c>SYNCLINE_SEED</c> which. Of each byte of a header it is one bit for every 800 of them: 6,400 try all.</remarks>
public sealed class StateFileDamageTests
{
    private const int PageSize = 512;
    private const int FileHeader = 100;
    private const int FlipsPerHeaderBit = 800;
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private static int Flips => int.Parse(Environment.GetEnvironmentVariable("SYNCLINE_FLIPS") ?? "800", CultureInfo.InvariantCulture);

    private static int BitsOfByte => Math.Clamp(Flips / FlipsPerHeaderBit, 1, 8);

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("SYNCLINE_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_file_cut_at_any_byte_is_damaged()
    {
        using var state = await DamagedState.CreateAsync(isLedger: false);
        for (var length = 0; length < state.Whole.Length; length++) await state.CheckAsync(state.Whole[..length], $"The first {length}");
        Assert.Empty(state.Problems);
        // Not one is as good as the whole.
        Assert.Equal((state.Whole.Length, 1), state.Found);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bit_flipped_in_a_header_is_found_or_does_no_harm(bool isLedger)
    {
        using var state = await DamagedState.CreateAsync(isLedger);
        // The first page is the same in both but for the states' names, which are not on it.
        await FlipAllAsync(state, 0, isLedger ? FileHeader : PageSize);
        var beforeSegments = state.Found;
        var segments = Segments(state.Whole);
        foreach (var segment in segments) await FlipAllAsync(state, segment, StateFormat.HeaderSize);
        Assert.Empty(state.Problems);
        // A segment's own checksum leaves out nothing. What is left of segments that were folded away nobody reads.
        var living = state.Segments;
        Assert.InRange(living, 3, segments.Count);
        var bits = StateFormat.HeaderSize * BitsOfByte;
        Assert.Equal((beforeSegments.Failed + (living * bits), beforeSegments.Harmless + ((segments.Count - living) * bits)), state.Found);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bit_flipped_anywhere_is_found_or_does_no_harm(bool isLedger)
    {
        using var state = await DamagedState.CreateAsync(isLedger);
        var random = new Random(Seed);
        var start = Stopwatch.GetTimestamp();
        for (var flip = 0; flip < Flips && Stopwatch.GetElapsedTime(start) < LongEnough; flip++) await FlipAsync(state, random.Next(PageSize * 8, state.Whole.Length * 8));
        Assert.Empty(state.Problems);
        Assert.True(state.Found is { Failed: > 0, Harmless: > 0 }, state.Found.ToString());
    }

    /// <summary>Flips bits of every byte, each alone: of the first byte from that of the seed's number on, of the next from the one after it.</summary>
    private static async Task FlipAllAsync(DamagedState state, int start, int length)
    {
        for (var at = start; at < start + length; at++)
        {
            for (var i = 0; i < BitsOfByte; i++) await FlipAsync(state, (at * 8) + ((Seed + at + i) & 7));
        }
    }

    private static Task FlipAsync(DamagedState state, int bit)
    {
        var flipped = (byte[])state.Whole.Clone();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return state.CheckAsync(flipped, string.Create(CultureInfo.InvariantCulture, $"Bit {bit % 8} of byte {bit / 8}"));
    }

    /// <summary>Where the segments in the file begin.</summary>
    private static List<int> Segments(byte[] file)
    {
        var found = new List<int>();
        for (var at = file.AsSpan().IndexOf(StateFormat.Magic); at >= 0;)
        {
            found.Add(at);
            var next = file.AsSpan(at + 1).IndexOf(StateFormat.Magic);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return found;
    }
}
