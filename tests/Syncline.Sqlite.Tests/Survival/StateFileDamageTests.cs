using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>Every kind of damage to the bytes of a state's SQLite file is found and named, or does no harm.</summary>
/// <remarks><c>SYNCLINE_FLIPS</c> says how many random bits are flipped, <c>SYNCLINE_SEED</c> which.</remarks>
public sealed class StateFileDamageTests
{
    private const int PageSize = 512;
    private const int FileHeader = 100;
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private static int Flips => int.Parse(Environment.GetEnvironmentVariable("SYNCLINE_FLIPS") ?? "1500", CultureInfo.InvariantCulture);

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
        for (var bit = 0; bit < (isLedger ? FileHeader : PageSize) * 8; bit++) await FlipAsync(state, bit);
        var beforeSegments = state.Found;
        var segments = Segments(state.Whole);
        foreach (var segment in segments)
        {
            for (var bit = segment * 8; bit < (segment + StateFormat.HeaderSize) * 8; bit++) await FlipAsync(state, bit);
        }

        Assert.Empty(state.Problems);
        // A segment's own checksum leaves out nothing. What is left of segments that were folded away nobody reads.
        var living = state.Segments;
        Assert.InRange(living, 3, segments.Count);
        const int Bits = StateFormat.HeaderSize * 8;
        Assert.Equal((beforeSegments.Failed + (living * Bits), beforeSegments.Harmless + ((segments.Count - living) * Bits)), state.Found);
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
