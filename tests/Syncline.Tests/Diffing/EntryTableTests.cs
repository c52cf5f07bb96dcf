using CsCheck;

namespace Syncline.Tests;

public sealed class EntryTableTests
{
    private static readonly KeyFormat Narrow = Format(ColumnKind.Int64);
    private static readonly KeyFormat Wide = Format(ColumnKind.Guid);

    [Fact]
    public void The_table_does_as_a_dictionary_does()
        => Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 50], Gen.Int[1, 400].SelectMany(domain => Gen.Int[0, domain]).Array[0, 600], Cells.Pick(1UL, 7UL, 16UL, 1UL << 10, 1UL << 32, 0x1000_0001UL, ulong.MaxValue)).Sample(
            (wide, hashes, expected, keys, stride) =>
            {
                var table = EntryTable.Create(wide ? Wide : Narrow, expected, hashes);
                var model = new Dictionary<UInt128, int>();
                for (var i = 0; i < keys.Length; i++)
                {
                    var image = Image((ulong)keys[i] * stride, wide);
                    if (i % 40 == 39) table.Expect(expected * i / 8);
                    var known = model.TryGetValue(image, out var entry);
                    Assert.Equal(known ? entry : -1, table.Find(image));
                    // Every third key is only looked for.
                    if (i % 3 == 0) continue;
                    var got = table.GetOrAdd(image, out var added);
                    Assert.Equal(!known, added);
                    if (known)
                    {
                        Assert.Equal(entry, got);
                    }
                    else
                    {
                        Assert.Equal(model.Count, got);
                        if (hashes) Assert.Equal(0UL, table.HashOf(got));
                        Assert.Equal(0, table.FlagsOf(got));
                        Assert.False(table.IsSeen(got));
                        model.Add(image, got);
                        if (hashes) table.HashOf(got) = (ulong)got * 31;
                        table.FlagsOf(got) = (byte)got;
                    }
                }

                Assert.Equal(model.Count, table.Count);
                foreach (var (image, entry) in model)
                {
                    Assert.Equal(entry, table.Find(image));
                    Assert.Equal(image, table.ImageOf(entry));
                    if (hashes) Assert.Equal((ulong)entry * 31, table.HashOf(entry));
                    else Assert.Throws<InvalidOperationException>(() => table.HashOf(entry));
                    Assert.Equal((byte)entry, table.FlagsOf(entry));
                }
            },
            iter: 300);

    [Fact]
    public void Keys_of_any_size_that_differ_in_their_last_byte_alone_are_two()
    {
        var kinds = Enum.GetValues<ColumnKind>().Where(kind => CanonicalForm.FixedSize(kind) > 0).ToArray();
        foreach (var format in kinds.SelectMany(a => kinds.Select(b => new KeyFormat(new("Row", [0, 1], [new("A", a), new("B", b)])))))
        {
            var key = new byte[format.FixedSize];
            var table = EntryTable.Create(format, 2);
            table.GetOrAdd(format.ImageOf(key), out _);
            key[^1] = 1;
            Assert.Equal(-1, table.Find(format.ImageOf(key)));
            table.GetOrAdd(format.ImageOf(key), out var added);
            Assert.True(added, $"{format.Signature}, {format.FixedSize} bytes");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Entries_survive_growth_from_nothing(bool wide)
    {
        // More than two chunks of entries.
        const int count = 150_000;
        var table = EntryTable.Create(wide ? Wide : Narrow, 0);
        for (var i = 0; i < count; i++)
        {
            var entry = table.GetOrAdd(Image((ulong)i * 0x9E3779B9, wide), out var added);
            Assert.True(added);
            table.HashOf(entry) = (ulong)i;
            table.FlagsOf(entry) = (byte)i;
            if (i % 3 == 0) Assert.False(table.TestAndSetSeen(entry));
        }

        for (var i = count - 1; i >= 0; i--)
        {
            var entry = table.Find(Image((ulong)i * 0x9E3779B9, wide));
            if (entry != i || table.HashOf(entry) != (ulong)i || table.FlagsOf(entry) != (byte)i || table.IsSeen(entry) != (i % 3 == 0)) Assert.Fail($"Entry {i} was found as {entry}.");
        }
    }

    [Fact]
    public void Seen_is_told_once_set_and_can_be_cleared()
    {
        var table = EntryTable.Create(Narrow, 0);
        for (ulong i = 0; i < 200; i++) table.GetOrAdd(i, out _);
        Assert.False(table.TestAndSetSeen(130));
        Assert.True(table.TestAndSetSeen(130));
        Assert.True(table.IsSeen(130));
        Assert.False(table.IsSeen(129));
        table.ClearSeen();
        Assert.False(table.IsSeen(130));
    }

    [Fact]
    public void Seen_is_cleared_in_every_chunk()
    {
        var table = EntryTable.Create(Wide, 0);
        for (ulong i = 0; i < 150_000; i++) table.TestAndSetSeen(table.GetOrAdd(Image(i, wide: true), out _));
        table.ClearSeen(70_000);
        Assert.False(table.IsSeen(70_000));
        Assert.True(table.IsSeen(70_001));
        table.ClearSeen();
        Assert.DoesNotContain(Enumerable.Range(0, 150_000), table.IsSeen);
    }

    [Fact]
    public void A_table_that_was_loaded_takes_more_entries_than_were_expected()
    {
        var table = EntryTable.Create(Narrow, 100_000);
        for (ulong i = 0; i < 250_000; i++)
        {
            var entry = table.GetOrAdd(i * 3, out _);
            table.HashOf(entry) = ~i;
        }

        for (var i = 0; i < 250_000; i++) Assert.Equal((i, ~(ulong)i), (table.Find((UInt128)(i * 3)), table.HashOf(i)));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_table_known_to_be_large_holds_what_is_added_while_its_memory_is_touched(bool wide, bool atOnce)
    {
        // Entries of before are kept where the room is made later, and more come than were expected.
        const int expected = 300_000;
        const int before = 70_000;
        const int count = 400_000;
        var table = EntryTable.Create(wide ? Wide : Narrow, atOnce ? expected : 0);
        for (var i = 0; i < count; i++)
        {
            if (i == before && !atOnce) table.Expect(expected);
            var entry = table.GetOrAdd(Image((ulong)i * 7, wide), out var added);
            Assert.True(added);
            table.HashOf(entry) = ~(ulong)i;
            table.FlagsOf(entry) = (byte)i;
        }

        for (var i = 0; i < count; i++)
        {
            var entry = table.Find(Image((ulong)i * 7, wide));
            if (entry != i || table.HashOf(entry) != ~(ulong)i || table.FlagsOf(entry) != (byte)i || table.IsSeen(entry)) Assert.Fail($"Entry {i} was found as {entry}.");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_that_are_expected_and_do_not_come_take_room_in_the_index_alone(bool wide)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var table = EntryTable.Create(wide ? Wide : Narrow, 0);
        table.Expect(8_000_000);
        for (var i = 0; i < 50_000; i++) table.GetOrAdd(Image((ulong)i, wide), out _);
        // 5 bytes for each of the index, and one chunk of entries: 1.2 and 1.7 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 40_000_000, 43_000_000);
    }

    [Fact]
    public void Flags_are_counted_as_one_by_one()
        => Gen.Select(Gen.Byte.Array[0, 70], Gen.Byte, Gen.Bool).Sample(
            (flags, any, isLarge) =>
            {
                var table = EntryTable.Create(Narrow, isLarge ? 70_000 : 0);
                // Across a chunk's end.
                var first = isLarge ? (1 << 16) - 35 : 0;
                for (var i = 0; i < first; i++) table.GetOrAdd((UInt128)i, out _);
                foreach (var one in flags) table.FlagsOf(table.GetOrAdd((UInt128)table.Count, out _)) = one;
                Assert.Equal(flags.Count(one => (one & any) != 0), table.CountFlags(any));
            },
            iter: 300);

    [Fact]
    public void A_growing_table_copies_its_index_and_not_its_entries()
    {
        const int rows = 1 << 20;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var table = EntryTable.Create(Narrow, 0);
        for (ulong i = 0; i < rows; i++) table.GetOrAdd(i, out _);
        // An entry takes 17 bytes and its place in the index 5, which doubling makes 10. Copied each time, the entries alone would make 34.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (double)rows, 22, 30);
    }

    [Fact]
    public void An_entry_that_is_not_there_is_refused()
    {
        var table = EntryTable.Create(Narrow, 100);
        table.GetOrAdd(1, out _);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.HashOf(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.FlagsOf(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.IsSeen(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.TestAndSetSeen(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.ImageOf(1));
    }

    [Fact]
    public void Looking_up_and_adding_within_the_capacity_allocate_nothing()
    {
        var table = EntryTable.Create(Wide, 10_000);
        ulong next = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                var entry = table.GetOrAdd(Image(next++, wide: true), out _);
                table.TestAndSetSeen(entry);
                table.HashOf(entry)++;
                table.Find(Image(next / 2, wide: true));
                table.Find(Image(next + 100_000, wide: true));
            }
        }));
    }

    [Fact]
    public void A_loaded_baseline_takes_no_more_memory_than_promised()
    {
        const int rows = 300_000;
        Assert.InRange(Bytes(Narrow) / (double)rows, 20, 24);
        Assert.InRange(Bytes(Wide) / (double)rows, 28, 40);

        static long Bytes(KeyFormat format)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var table = EntryTable.Create(format, rows);
            for (ulong i = 0; i < rows; i++) table.GetOrAdd(Image(i * 0x9E3779B97F4A7C15, format.ImageBytes == 16), out _);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static UInt128 Image(ulong number, bool wide) => wide ? new UInt128(number * 3, ~number) : number;

    private static KeyFormat Format(ColumnKind kind) => new(new SyncSchema("Row", [0], [new("Id", kind)]));
}
