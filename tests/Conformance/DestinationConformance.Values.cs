using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    /// <summary>Every kind of column comes back as it was sent, at its extremes too.</summary>
    [Fact]
    public async Task Every_value_comes_back_as_it_was_sent()
    {
        var tick = Target.Precision;
        var instant = new DateTime(2026, 2, 28, 23, 59, 59).Add(TimeSpan.FromSeconds(1) - tick);
        var nothing = new Everything(1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        await KeepsAsync<Everything, Everything.Key>(Sync(SyncMode.Upsert),
        [
            nothing,
            new(2, true, 0, 0, 0, 0, 0, 0, 0, 0, 'a', 0, 0, 0, "", Guid.Empty, new DateTime(2000, 1, 1), new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateOnly(2000, 1, 1), TimeOnly.MinValue, TimeSpan.Zero),
            new(3, false, byte.MaxValue, sbyte.MinValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, long.MaxValue, 'ß', float.MaxValue, double.MaxValue, 1234567890.123456789m, "quote ' \" ; -- \\ \r\n\t ä 漢字 😀", Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100"), instant, new DateTimeOffset(instant, TimeSpan.Zero), new DateOnly(9998, 12, 31), new TimeOnly((TimeSpan.FromDays(1) - tick).Ticks), TimeSpan.FromHours(5) + tick),
            new(4, true, 1, sbyte.MaxValue, short.MaxValue, 1, int.MaxValue, 1, long.MaxValue, 1, '\uFFFD', float.MinValue, double.MinValue, -0.000001m, new string('x', 5_000), Guid.AllBitsSet, new DateTime(1, 1, 2), new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.Zero), new DateOnly(1, 1, 2), new TimeOnly(12, 0), -TimeSpan.FromHours(5)),
            nothing with { Id = long.MaxValue, UInt64 = ulong.MaxValue },
            nothing with { Id = long.MinValue, UInt64 = (ulong)long.MaxValue + 1 },
            nothing with { Id = 5, Single = float.Epsilon, Double = double.Epsilon },
            nothing with { Id = 6, Single = 16_777_217, Double = 9_007_199_254_740_993, Decimal = 0.1m },
            nothing with { Id = 7, Single = 0.1f, Double = 0.1 },
            nothing with { Id = 8, Decimal = decimal.MaxValue },
            nothing with { Id = 9, Decimal = decimal.MinValue },
            nothing with { Id = 10, Decimal = 0.0000000000000000000000000001m },
            nothing with { Id = 11, Decimal = 1.10m },
            nothing with { Id = 12, DateTime = DateTime.MinValue, DateTimeOffset = DateTimeOffset.MinValue, DateOnly = DateOnly.MinValue },
            nothing with { Id = 13, DateTime = DateTime.MaxValue.Date, DateTimeOffset = new DateTimeOffset(DateTime.MaxValue.Date, TimeSpan.Zero), DateOnly = DateOnly.MaxValue },
            nothing with { Id = 14, DateTime = DateTime.MaxValue },
            nothing with { Id = 15, DateTimeOffset = DateTimeOffset.MaxValue },
            nothing with { Id = 16, DateTimeOffset = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(14)) },
            nothing with { Id = 17, TimeSpan = TimeSpan.MaxValue },
            nothing with { Id = 18, TimeSpan = TimeSpan.MinValue },
            nothing with { Id = 19, TimeSpan = TimeSpan.FromDays(1) },
            nothing with { Id = 20, Char = '\uD83D' },
            nothing with { Id = 21, Char = '\0' },
            nothing with { Id = 22, Char = ' ' },
        ]);
    }

    /// <summary>NaN, the infinities and a zero below zero come back equal, or their rows are refused by name.</summary>
    [Fact]
    public async Task Numbers_that_are_none_come_back_or_are_refused()
    {
        var nothing = new Everything(1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        var index = 0;
        await KeepsAsync<Everything, Everything.Key>(Sync(SyncMode.Upsert),
        [
            .. new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f }.Select(number => nothing with { Id = ++index, Single = number }),
            .. new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0d }.Select(number => nothing with { Id = ++index, Double = number }),
        ]);
    }

    /// <summary>Texts come back to the character, or their rows are refused by name: blanks at both ends, ends of lines, what looks like a number, marks that combine, halves of a pair, NUL.</summary>
    [Fact]
    public Task Texts_come_back_to_the_character()
        => KeepsAsync<Contact, Contact.Key>(Sync(SyncMode.Upsert),
        [
            .. new[] { "", " ", "a ", " a", "\n", "\r\n", "\t", "007", "1e3", "1.50", "null", "NULL", "true", "2026-01-01", "a\u0301", "á", "ﬁ", "İ", "\u200B", "\uFEFF", "👩‍👩‍👧", "\u202E", "\\N", "\\", "'", "''", "\"", "{}", "half \uD83D of a pair", "\uDE00", "nul \0 inside", "\0", "\u0001", "\uFFFF" }
                .Select((text, i) => new Contact(i, text, null)),
        ]);

    /// <summary>Long texts come back whole: a million characters of one, two, three and four bytes.</summary>
    [Fact]
    public Task Long_texts_come_back_whole()
        => KeepsAsync<Contact, Contact.Key>(Sync(SyncMode.Upsert),
        [
            .. new[] { 255, 256, 4_000, 4_001, 8_000, 8_001, 32_767, 32_768, 65_535, 65_536 }.Select(length => new Contact(length, new string('x', length), null)),
            new(1, Letters(1_000_000, '.'), "short"),
            new(2, string.Concat(Enumerable.Repeat("aé漢😀", 200_000)), "short"),
        ]);

    /// <summary>Bytes come back, none of them too, and a million of them.</summary>
    [Fact]
    public Task Bytes_come_back_as_they_were_sent()
        => KeepsAsync<Document, Document.Key>(Sync(SyncMode.Upsert),
        [
            new(1, ReadOnlyMemory<byte>.Empty, null),
            new(2, new byte[] { 0 }, []),
            new(3, Enumerable.Range(0, 256).Select(i => (byte)i).ToArray(), [0, 0, 0]),
            new(4, Enumerable.Range(0, 1_000_000).Select(i => (byte)(i * 31 + i / 256)).ToArray(), new byte[8_001]),
        ]);

    /// <summary>Enums by number and by name, single values in types of their own and converted values come back.</summary>
    [Fact]
    public Task Enums_wrappers_and_converted_values_come_back()
        => KeepsAsync<Mapped, Mapped.Key>(Sync(SyncMode.Upsert),
        [
            new(1, Level.None, null, Level.None, null, new(""), null, null),
            new(2, Level.High, Level.Least, Level.Least, Level.High, new("ä 'x'"), new("b"), new(1, 2)),
            new(3, (Level)77, (Level)(-1), (Level)77, (Level)(-1), new("007"), new(""), new(int.MaxValue, int.MaxValue)),
        ]);

    /// <summary>A record of a thousand columns comes back, changes and goes.</summary>
    [Fact]
    public async Task A_thousand_columns_come_back()
    {
        if (Target.MostColumns < Wide.Columns) Skip($"a record has {Target.MostColumns} columns at the most");
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        Wide[] rows = [.. Enumerable.Range(1, 60).Select(id => Wide.Of(id, 0))];
        await DeliversAsync<Wide, Wide.Key>(sync, rows);
        await HoldsAsync<Wide, Wide.Key>(rows);
        rows = [.. rows[1..40], .. Enumerable.Range(41, 20).Select(id => Wide.Of(id, 1))];
        var changed = await RunAsync<Wide, Wide.Key>(sync, rows);
        Assert.Equal((SyncStatus.Succeeded, 20L, 1L), (changed.Status, changed.Counts.Changed, changed.Counts.Removed));
        await HoldsAsync<Wide, Wide.Key>(rows);
    }

    /// <summary>A null takes the place of a value, in columns of every kind, and a value that of a null.</summary>
    [Fact]
    public async Task A_null_takes_the_place_of_a_value()
    {
        var nothing = new Everything(1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        var day = new DateTime(2026, 1, 1);
        var full = new Everything(1, true, 1, 1, 1, 1, 1, 1, 1, 1, 'a', 1, 1, 1, "a", Guid.AllBitsSet, day, new(day, TimeSpan.Zero), new(2026, 1, 1), new(1, 1), TimeSpan.FromHours(1));
        var sync = Sync(SyncMode.Upsert);
        foreach (var row in new[] { full, nothing, full })
        {
            Succeeded(await RunAsync<Everything, Everything.Key>(sync, [row]));
            await HoldsAsync<Everything, Everything.Key>([row]);
        }
    }

    /// <summary>A null that is left out keeps what is there, and is no reason to refuse a new record.</summary>
    [Fact]
    public async Task A_null_that_is_left_out_keeps_the_value()
    {
        var sync = Sync(SyncMode.Upsert);
        await DeliversAsync<Patch, Patch.Key>(sync, [new(1, "kept", 1, "A"), new(2, null, null, "B"), new(3, "kept", 3, "C")]);
        await HoldsAsync<Patch, Patch.Key>([new(1, "kept", 1, "A"), new(2, null, null, "B"), new(3, "kept", 3, "C")]);
        Succeeded(await RunAsync<Patch, Patch.Key>(sync, [new(1, null, 10, null), new(2, "b", null, "B"), new(3, null, null, "c"), new(4, null, 4, "D")]));
        await HoldsAsync<Patch, Patch.Key>([new(1, "kept", 10, null), new(2, "b", null, "B"), new(3, "kept", 3, "c"), new(4, null, 4, "D")]);
        Succeeded(await RunAsync<Patch, Patch.Key>(Sync(SyncMode.Update) with { Id = "update" }, [new(1, null, null, "E"), new(2, null, 2, "B")]));
        await HoldsAsync<Patch, Patch.Key>([new(1, "kept", 10, "E"), new(2, "b", 2, "B"), new(3, "kept", 3, "c"), new(4, null, 4, "D")]);
    }

    /// <summary>A column that is not compared triggers nothing, and is delivered with the others.</summary>
    [Fact]
    public async Task A_column_that_is_not_compared_comes_along()
    {
        var sync = Sync(SyncMode.Upsert);
        var row = new Compared(1, "monday", 1, "Rome", "A");
        Succeeded(await RunAsync<Compared, Compared.Key>(sync, [row]));
        Assert.Equal(0, (await RunAsync<Compared, Compared.Key>(sync, [row with { SeenAt = "tuesday" }])).Counts.Planned);
        await HoldsAsync<Compared, Compared.Key>([row]);
        Succeeded(await RunAsync<Compared, Compared.Key>(sync, [row with { SeenAt = "wednesday", Name = "B" }]));
        await HoldsAsync<Compared, Compared.Key>([row with { SeenAt = "wednesday", Name = "B" }]);
    }

    /// <summary>What differs within its tolerance from what was delivered last, or in case where that is ignored, is no change; all of a row that changed is delivered.</summary>
    [Fact]
    public async Task What_is_close_enough_is_no_change()
    {
        var sync = Sync(SyncMode.Upsert);
        var row = new Compared(1, null, 1, "Rome", "A");
        Succeeded(await RunAsync<Compared, Compared.Key>(sync, [row]));
        Assert.Equal(0, (await RunAsync<Compared, Compared.Key>(sync, [row with { Score = 1.4, City = "ROME" }])).Counts.Planned);
        await HoldsAsync<Compared, Compared.Key>([row]);
        Assert.Equal(1, (await RunAsync<Compared, Compared.Key>(sync, [row with { Score = 1.6, City = "ROME" }])).Counts.Succeeded);
        await HoldsAsync<Compared, Compared.Key>([row with { Score = 1.6, City = "ROME" }]);
    }

    /// <summary>Each row comes back as it was sent, or is rejected with a column that it names and the destination may refuse; a second run finds nothing new to do.</summary>
    /// <returns>The rows that were kept.</returns>
    private async Task<TModel[]> KeepsAsync<TModel, TKey>(SyncDefinition sync, TModel[] rows)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        // One row without a fault makes the place, whatever becomes of the others.
        var report = await RunAsync<TModel, TKey>(sync, rows);
        Assert.True(report.Status is SyncStatus.Succeeded or SyncStatus.Incomplete, Said(report));
        var found = ByKey<TModel, TKey>(await Target.ReadAsync<TModel, TKey>(_place, SyncType.Objects));
        var (kept, refusals) = (new List<TModel>(), new List<string[]>());
        foreach (var (key, row) in ByKey<TModel, TKey>(rows))
        {
            if (found.Remove(key, out var record))
            {
                if (RowCells.Difference(row, record, Target.KeepsEmptyTexts) is { } difference) Assert.Fail($"{key}: {difference}.");
                kept.Add(row);
                continue;
            }

            var columns = Refusable<TModel, TKey>(row);
            Assert.True(columns.Length > 0, $"{key} is not there, and the destination has to keep it: {Said(report)}");
            refusals.Add(columns);
        }

        Assert.True(found.Count == 0, $"There are {found.Count} records too many, {string.Join(", ", found.Keys.Take(3))} among them.");
        Assert.True((report.Counts.Succeeded, report.Counts.Rejected) == (kept.Count, refusals.Count), Said(report));
        var reasons = report.Troubled.Select(trouble => $"{trouble.Key}: {trouble.Reason}").ToArray();
        foreach (var columns in refusals) Assert.True(reasons.Any(reason => columns.Any(column => reason.Contains(column, StringComparison.Ordinal))), $"No reason names {string.Join(" or ", columns)}: {string.Join("; ", reasons)}");
        var again = await RunAsync<TModel, TKey>(sync, rows);
        Assert.True((again.Counts.Succeeded, again.Counts.Rejected) == (0, refusals.Count), Said(again));
        return [.. kept];
    }

    /// <summary>The columns of a row whose values the destination may refuse.</summary>
    private string[] Refusable<TModel, TKey>(TModel row)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var schema = TModel.Schema;
        var cells = RowCells.Of(row);
        return [.. Enumerable.Range(0, cells.Length).Where(column => cells[column] is { } value && Target.Refuses(schema.Columns[column], value, schema.KeyPartOf(column) >= 0) is not null).Select(column => schema.Columns[column].Name)];
    }
}
