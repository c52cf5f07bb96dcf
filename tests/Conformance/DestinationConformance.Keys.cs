using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    /// <summary>Records are found by whole numbers of every size, and by a yes or no.</summary>
    [Fact]
    public async Task Whole_numbers_are_keys()
    {
        await FindsAsync<ByBoolean, ByBoolean.Key>([new(true, 1), new(false, 2)]);
        await FindsAsync<ByByte, ByByte.Key>([new(0, 1), new(byte.MaxValue, 2), new(7, 3)]);
        await FindsAsync<BySByte, BySByte.Key>([new(sbyte.MinValue, 1), new(sbyte.MaxValue, 2), new(0, 3)]);
        await FindsAsync<ByInt16, ByInt16.Key>([new(short.MinValue, 1), new(short.MaxValue, 2), new(0, 3)]);
        await FindsAsync<ByUInt16, ByUInt16.Key>([new(0, 1), new(ushort.MaxValue, 2), new(32_768, 3)]);
        await FindsAsync<ByInt32, ByInt32.Key>([new(int.MinValue, 1), new(int.MaxValue, 2), new(0, 3)]);
        await FindsAsync<ByUInt32, ByUInt32.Key>([new(0, 1), new(uint.MaxValue, 2), new(1U << 31, 3)]);
        await FindsAsync<ByInt64, ByInt64.Key>([new(long.MinValue, 1), new(long.MaxValue, 2), new(0, 3), new((1L << 53) + 1, 4), new(1L << 53, 5)]);
        await FindsAsync<ByUInt64, ByUInt64.Key>([new(0, 1), new(long.MaxValue, 2), new(1UL << 63, 3), new(ulong.MaxValue, 4)]);
    }

    /// <summary>Records are found by decimals, whose value counts and not how they are written.</summary>
    [Fact]
    public async Task Decimals_are_keys()
    {
        await FindsAsync<ByDecimal, ByDecimal.Key>([new(1.5m, 1), new(-1.5m, 2), new(0, 3), new(1234567.891m, 4), new(0.000001m, 5), new(999_999_999_999.999999m, 6), new(decimal.MaxValue, 7), new(0.0000000000000000000000000001m, 8)]);
        Succeeded(await RunAsync<ByDecimal, ByDecimal.Key>(Sync(SyncMode.Upsert) with { Id = "again" }, [new(1.500m, 10), new(0.00m, 11)]));
        Assert.Equal(1, (await Target.ReadAsync<ByDecimal, ByDecimal.Key>(_place, SyncType.Objects)).Count(record => record.Amount == 1.5m));
    }

    /// <summary>Records are found by characters, of which none is taken for another.</summary>
    [Fact]
    public Task Characters_are_keys()
        => FindsAsync<ByChar, ByChar.Key>([new('a', 1), new('A', 2), new('ä', 3), new(' ', 4), new('0', 5), new('\'', 6), new('漢', 7), new('\uFFFD', 8), new('\t', 9)]);

    /// <summary>Records are found by texts, of which none is taken for another: not by case, blanks, accents or width.</summary>
    [Fact]
    public Task Texts_are_keys()
        => FindsAsync<ByText, ByText.Key>([new("a", 1), new("A", 2), new("a ", 3), new(" a", 4), new("", 5), new("ä", 6), new("a'b\"c", 7), new("漢字 😀", 8), new("%_[a]", 9), new("a\\", 10), new("ａ", 11), new("a\u0308", 12), new("00", 13), new("0", 14), new("0.0", 15), new("null", 16), new("\t", 17), new("ß", 18), new("ss", 19)]);

    /// <summary>Records are found by texts of any length, and by their last character.</summary>
    [Fact]
    public Task Long_texts_are_keys()
        => FindsAsync<ByText, ByText.Key>([.. new[] { 64, 400, 850, 2_000, 20_000 }.SelectMany(length => new[] { new ByText(Letters(length, 'x'), length), new ByText(Letters(length, 'y'), length + 1) })]);

    /// <summary>Records are found by Guids.</summary>
    [Fact]
    public Task Guids_are_keys()
        => FindsAsync<ByGuid, ByGuid.Key>([new(Guid.Empty, 1), new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), 2), new(Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100"), 3), new(Guid.AllBitsSet, 4)]);

    /// <summary>Records are found by dates and times of every kind, as sharp as the destination keeps them.</summary>
    [Fact]
    public async Task Dates_and_times_are_keys()
    {
        var tick = Target.Precision;
        var day = new DateTime(2026, 2, 28, 23, 59, 59);
        await FindsAsync<ByDateTime, ByDateTime.Key>([new(day, 1), new(day + tick, 2), new(day.AddSeconds(1) - tick, 3), new(new DateTime(1, 1, 1), 4), new(new DateTime(9999, 12, 31), 5)]);
        await FindsAsync<ByInstant, ByInstant.Key>([new(new(day, TimeSpan.Zero), 1), new(new(day + tick, TimeSpan.Zero), 2), new(new(day, TimeSpan.FromHours(2)), 3), new(new(1, 1, 2, 0, 0, 0, TimeSpan.Zero), 4)]);
        await FindsAsync<ByDay, ByDay.Key>([new(new(1999, 12, 31), 1), new(new(2000, 1, 1), 2), new(DateOnly.MinValue, 3), new(DateOnly.MaxValue, 4)]);
        await FindsAsync<ByTimeOfDay, ByTimeOfDay.Key>([new(TimeOnly.MinValue, 1), new(new(tick.Ticks), 2), new(new(TimeSpan.TicksPerDay - tick.Ticks), 3)]);
        await FindsAsync<BySpan, BySpan.Key>([new(TimeSpan.Zero, 1), new(tick, 2), new(-tick, 3), new(TimeSpan.FromDays(400) + tick, 4), new(TimeSpan.FromHours(23), 5)]);
    }

    /// <summary>One instant in two offsets is one key.</summary>
    [Fact]
    public async Task An_instant_is_one_key_in_every_offset()
    {
        var instant = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Succeeded(await RunAsync<ByInstant, ByInstant.Key>(Sync(SyncMode.Upsert), [new(instant.ToOffset(TimeSpan.FromHours(5)), 1)]));
        Succeeded(await RunAsync<ByInstant, ByInstant.Key>(Sync(SyncMode.Upsert), [new(instant.ToOffset(TimeSpan.FromHours(-8)), 2)]));
        await HoldsAsync<ByInstant, ByInstant.Key>([new(instant, 2)]);
    }

    /// <summary>Records are found by enums, single values in types of their own, and what converters make.</summary>
    [Fact]
    public async Task Enums_wrappers_and_converted_values_are_keys()
    {
        await FindsAsync<ByEnumNumber, ByEnumNumber.Key>([new(Level.None, 1), new(Level.High, 2), new(Level.Least, 3), new((Level)77, 4)]);
        await FindsAsync<ByEnumName, ByEnumName.Key>([new(Level.None, 1), new(Level.High, 2), new(Level.Least, 3), new((Level)77, 4)]);
        await FindsAsync<ByWrapper, ByWrapper.Key>([new(new("x-1"), 1), new(new("X-1"), 2), new(new(""), 3)]);
        await FindsAsync<ByConverter, ByConverter.Key>([new(new(1, 2), 1), new(new(1, 3), 2), new(new(0, 0), 3)]);
    }

    /// <summary>Records are found by several parts together, in whatever order the columns are.</summary>
    [Fact]
    public async Task Several_columns_are_a_key()
    {
        await FindsAsync<ByParts, ByParts.Key>([new("a", 1, true, 1), new("a", 2, false, 1), new("a", 3, true, 2), new("b", 4, true, 1), new("ab", 5, true, 1), new("", 6, true, 1)]);
        var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var row = new ByManyParts(1, "a", Guid.Empty, 1, day, 1.5m, Level.High, 'x', new(2026, 1, 1));
        await FindsAsync<ByManyParts, ByManyParts.Key>([row, row with { A = 2 }, row with { B = "A" }, row with { C = Guid.AllBitsSet }, row with { D = day.AddSeconds(1) }, row with { E = 1.25m }, row with { F = Level.None }, row with { G = 'X' }, row with { H = new(2026, 1, 2) }]);
        await FindsAsync<KeyAlone, KeyAlone.Key>([new(1, "a"), new(1, "b"), new(2, "a")]);
    }

    /// <summary>A key that ignores case finds its record in every spelling, and the record keeps the one it was created with.</summary>
    [Fact]
    public async Task A_key_that_ignores_case_finds_its_record_in_every_spelling()
    {
        _place = "folded";
        if (!await Target.MakeCaseBlindAsync<ByFoldedText, ByFoldedText.Key>(_place)) Skip("has no keys that ignore case");
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await DeliversAsync<ByFoldedText, ByFoldedText.Key>(sync, [new("Ada@Example.com", 1), new("ÉMILE@example.com", 2), new("bob", 3)]);
        var changed = await RunAsync<ByFoldedText, ByFoldedText.Key>(sync, [new("ada@example.COM", 10), new("émile@example.com", 20), new("bob", 3)]);
        Assert.Equal((SyncStatus.Succeeded, 2L), (changed.Status, changed.Counts.Changed));
        Assert.Equal(["Ada@Example.com 10", "bob 3", "ÉMILE@example.com 20"], (await Target.ReadAsync<ByFoldedText, ByFoldedText.Key>(_place, SyncType.Objects)).OrderBy(row => row.Code, StringComparer.Ordinal).Select(row => $"{row.Code} {row.Value}"));
        Succeeded(await RunAsync<ByFoldedText, ByFoldedText.Key>(sync, [new("BOB", 3)]));
        await HoldsAsync<ByFoldedText, ByFoldedText.Key>([new("bob", 3)]);
        var both = await RunAsync<ByFoldedText, ByFoldedText.Key>(sync, [new("bob", 3), new("eve", 1), new("EVE", 2)]);
        Assert.Equal((SyncStatus.Incomplete, 2L), (both.Status, both.Counts.Duplicate));
        await HoldsAsync<ByFoldedText, ByFoldedText.Key>([new("bob", 3)]);
    }

    /// <summary>Records that were created are changed by their keys, mirrored without being written, and deleted one by one; those whose key has no form are refused, and no others.</summary>
    private async Task FindsAsync<TModel, TKey>(TModel[] rows)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        _place = typeof(TModel).Name;
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete) with { Id = _place };
        var kept = await KeepsAsync<TModel, TKey>(sync, rows);
        var changed = kept.Select(WithOtherValue).ToArray();
        Succeeded(await RunAsync<TModel, TKey>(sync, changed));
        await HoldsAsync<TModel, TKey>(changed);
        if (Target.Lacks(Sync(SyncMode.All)) is null)
        {
            var same = await RunAsync<TModel, TKey>(Sync(SyncMode.All) with { Id = $"all {_place}" }, changed);
            Assert.True((same.Status, same.Counts.Foreign) == (SyncStatus.Succeeded, 0), Said(same));
            await HoldsAsync<TModel, TKey>(changed);
        }

        for (var left = 1; left <= Math.Min(changed.Length, 6); left++)
        {
            var gone = await RunAsync<TModel, TKey>(sync, changed[left..]);
            Assert.True((gone.Status, gone.Counts.Succeeded) == (SyncStatus.Succeeded, 1), Said(gone));
            await HoldsAsync<TModel, TKey>(changed[left..]);
        }
    }

    /// <summary>The row with another number in its column Value, where it has one.</summary>
    private static TModel WithOtherValue<TModel>(TModel row)
        where TModel : ISyncModel<TModel>
    {
        var cells = RowCells.Of(row);
        var column = TModel.Schema.IndexOf("Value");
        if (column < 0) return row;
        cells[column] = -(int)cells[column]!;
        var reader = new CellReader(cells);
        return TModel.Read(ref reader);
    }

    /// <summary>A text without a pattern that would make it short when it is compressed.</summary>
    private static string Letters(int length, char last)
    {
        var random = new Random(length);
        return string.Create(length, random, static (text, random) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = (char)('!' + random.Next(94));
        })[..^1] + last;
    }

    private readonly struct CellReader(object?[] cells) : IRowReader
    {
        public bool IsNull(int column) => cells[column] is null;

        public T Value<T>(int column)
            where T : struct
            => (T)cells[column]!;

        public string Text(int column) => (string)cells[column]!;

        public byte[] Bytes(int column) => (byte[])cells[column]!;
    }
}
