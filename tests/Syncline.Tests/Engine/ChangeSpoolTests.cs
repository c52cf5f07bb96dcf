using CsCheck;

namespace Syncline.Tests.Engine;

/// <summary>Changes are found again by their place, though an address is kept for few of them.</summary>
public sealed class ChangeSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("syncline-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(2 << 20)]
    [InlineData(0)]
    public void AChangeIsReadBackInWhateverOrderItIsAskedFor(long memoryLimit)
        => Gen.Select(Gen.Int[0, 20_000].Array[1, 400], Gen.Int[0, int.MaxValue].Array[1, 300]).Sample(
            (lengths, places) =>
            {
                using var changes = new ChangeSpool(new Spool(memoryLimit, _folder), toleranceColumns: 1);
                for (var i = 0; i < lengths.Length; i++)
                {
                    Append(changes, i, lengths[i]);
                    // What is there is read while more comes.
                    if (i % 7 == 0) Check(changes, places[i % places.Length] % (i + 1), lengths);
                }

                Assert.Equal(lengths.Length, changes.Count);
                for (var i = 0; i < lengths.Length; i++) Check(changes, i, lengths);
                for (var i = lengths.Length - 1; i >= 0; i--) Check(changes, i, lengths);
                foreach (var place in places) Check(changes, place % lengths.Length, lengths);
            },
            iter: 20);

    [Fact]
    public void AChangeThatIsNotThereIsRefused()
    {
        using var changes = new ChangeSpool(new Spool(0, _folder), toleranceColumns: 1);
        Append(changes, 0, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => changes.Read(1).Change);
        Assert.Throws<ArgumentOutOfRangeException>(() => changes.Read(-1).Change);
    }

    [Fact]
    public void AChangeBeyondMemoryTakesHalfAByteOfIt()
    {
        const int count = 200_000;
        using var changes = new ChangeSpool(new Spool(0, _folder), toleranceColumns: 1);
        // The first blocks, until one is used again.
        for (var i = 0; i < count / 4; i++) Append(changes, i, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++) Append(changes, i, 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, count);
    }

    private static void Append(ChangeSpool changes, int number, int rowLength)
    {
        Span<byte> key = stackalloc byte[1 + number % 9];
        key.Fill((byte)number);
        var row = rowLength == 0 ? [] : new byte[rowLength];
        row.AsSpan().Fill((byte)(number * 7));
        changes.Append(new PlannedChange { Entry = number, Position = number + 1 }, [number / 2.0], key, row);
    }

    private static void Check(ChangeSpool changes, int place, int[] lengths)
    {
        var read = changes.Read(place);
        Assert.Equal((place, place + 1L, 1 + place % 9, lengths[place]), (read.Change.Entry, read.Change.Position, read.Key.Length, read.Row.Length));
        Assert.Equal(place / 2.0, read.Tolerances[0]);
        Assert.True(read.Key.IndexOfAnyExcept((byte)place) < 0);
        Assert.True(read.Row.IndexOfAnyExcept((byte)(place * 7)) < 0);
    }
}
