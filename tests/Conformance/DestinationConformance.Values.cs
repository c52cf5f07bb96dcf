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
        Everything[] rows =
        [
            new(1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
            new(2, true, 0, 0, 0, 0, 0, 0, 0, 0, 'a', 0, 0, 0, "", Guid.Empty, new DateTime(2000, 1, 1), new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateOnly(2000, 1, 1), TimeOnly.MinValue, TimeSpan.Zero),
            new(long.MaxValue, false, byte.MaxValue, sbyte.MinValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, long.MaxValue, 'ß', float.MaxValue, double.MaxValue, 79228162514264337593543950335m, "quote ' \" ; -- \\ \r\n\t ä 漢字 😀", Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100"), instant, new DateTimeOffset(instant, TimeSpan.Zero), new DateOnly(9998, 12, 31), new TimeOnly((TimeSpan.FromDays(1) - tick).Ticks), TimeSpan.FromHours(5) + tick),
            new(long.MinValue, true, 1, sbyte.MaxValue, short.MaxValue, 1, int.MaxValue, 1, long.MaxValue, 1, '\uFFFD', float.Epsilon, double.Epsilon, -0.0000000000000000000000000001m, new string('x', 5_000), Guid.NewGuid(), new DateTime(1, 1, 2), new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.Zero), new DateOnly(1, 1, 2), new TimeOnly(12, 0), -TimeSpan.FromHours(5)),
        ];
        await DeliversAsync<Everything, Everything.Key>(Sync(SyncMode.Upsert), rows);
        Assert.Equal(rows.OrderBy(row => row.Id), (await Target.ReadAsync<Everything, Everything.Key>(_place, SyncType.Objects)).OrderBy(row => row.Id));
    }

    /// <summary>Bytes come back, none of them too.</summary>
    [Fact]
    public async Task Bytes_come_back_as_they_were_sent()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        await DeliversAsync<Document, Document.Key>(Sync(SyncMode.Upsert), [new(1, ReadOnlyMemory<byte>.Empty), new(2, new byte[] { 0 }), new(3, bytes)]);
        var read = (await Target.ReadAsync<Document, Document.Key>(_place, SyncType.Objects)).OrderBy(row => row.Id).Select(row => row.Content.ToArray()).ToArray();
        Assert.Equal([[], [0], bytes], read);
    }

    /// <summary>Keys of every shape find their records again.</summary>
    [Fact]
    public async Task Keys_of_every_shape_find_their_records()
    {
        await FindsAsync<ByText, ByText.Key>([new("a", 1), new("A", 2), new("a ", 3), new(" a", 4), new("", 5), new("ä", 6), new("a'b\"c", 7), new("漢字 😀", 8), new("%_[a]", 9)], row => row with { Value = -row.Value });
        await FindsAsync<ByGuid, ByGuid.Key>([new(Guid.Empty, 1), new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), 2)], row => row with { Value = -row.Value });
        await FindsAsync<ByInstant, ByInstant.Key>([new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), 1), new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Target.Precision, 2)], row => row with { Value = -row.Value });
        await FindsAsync<ByDay, ByDay.Key>([new(new DateOnly(1999, 12, 31), 1), new(new DateOnly(2000, 1, 1), 2)], row => row with { Value = -row.Value });
        await FindsAsync<ByDecimal, ByDecimal.Key>([new(1.5m, 1), new(-1.5m, 2), new(0, 3), new(1234567.891m, 4)], row => row with { Value = -row.Value });
        await FindsAsync<ByParts, ByParts.Key>([new("a", 1, true, 1), new("a", 2, false, 1), new("a", 3, true, 2), new("b", 4, true, 1)], row => row with { Value = -row.Value });
    }

    /// <summary>A model of nothing but its key.</summary>
    [Fact]
    public async Task A_key_alone_is_a_record()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await DeliversAsync<KeyAlone, KeyAlone.Key>(sync, [new(1, "a"), new(1, "b")]);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync<KeyAlone, KeyAlone.Key>(sync, [new(1, "b")])).Status);
        Assert.Equal([new(1, "b")], await Target.ReadAsync<KeyAlone, KeyAlone.Key>(_place, SyncType.Objects));
    }

    /// <summary>Names are quoted, whatever they hold, and nothing in them is executed.</summary>
    [Theory]
    [InlineData("order")]
    [InlineData("My Table")]
    [InlineData("a \"b\" 'c' [d] `e`")]
    [InlineData("x\"; DROP TABLE contacts; --")]
    [InlineData("größe 😀")]
    public async Task Names_are_quoted(string place)
    {
        await RunAsync(Sync(SyncMode.Upsert), Before);
        _place = place;
        Hostile[] rows = [new(1, "'; DROP TABLE contacts; --", "\"", "ü", "]"), new(2, null, null, null, null)];
        await DeliversAsync<Hostile, Hostile.Key>(Sync(SyncMode.Upsert, WhenRemoved.Delete), rows);
        Assert.Equal(rows, (await Target.ReadAsync<Hostile, Hostile.Key>(place, SyncType.Objects)).OrderBy(row => row.Id));
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync<Hostile, Hostile.Key>(Sync(SyncMode.Upsert, WhenRemoved.Delete), rows[..1])).Status);
        _place = "contacts";
        Assert.Equal(Before, await RecordsAsync());
    }

    /// <summary>A null that is left out keeps what is there.</summary>
    [Fact]
    public async Task A_null_that_is_left_out_keeps_the_value()
    {
        await RunAsync<Patch, Patch.Key>(Sync(SyncMode.Upsert), [new(1, "kept", "A"), new(2, null, "B")]);
        await RunAsync<Patch, Patch.Key>(Sync(SyncMode.Upsert), [new(1, null, null), new(2, "b", "B")]);
        Assert.Equal([new(1, "kept", null), new(2, "b", "B")], (await Target.ReadAsync<Patch, Patch.Key>(_place, SyncType.Objects)).OrderBy(row => row.Id));
    }

    /// <summary>A value that has no form at the destination is rejected alone, and the others arrive.</summary>
    [Fact]
    public async Task A_value_without_a_form_is_rejected_alone()
    {
        var report = await RunAsync(Sync(SyncMode.Upsert), new Contact(1, "a", "A"), new Contact(2, "half \uD83D of a pair", "B"), new Contact(3, "c", "C"));
        var records = await RecordsAsync();
        Assert.Equal([1, 3], records.Select(record => record.Id).Where(id => id != 2));
        if (records.Length == 3) Assert.Equal("half \uD83D of a pair", records[1].Email);
        else Assert.Equal((SyncStatus.Incomplete, 1L), (report.Status, report.Counts.Rejected));
    }

    private async Task FindsAsync<TModel, TKey>(TModel[] rows, Func<TModel, TModel> change)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        _place = typeof(TModel).Name;
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete) with { Id = _place };
        await DeliversAsync<TModel, TKey>(sync, rows);
        var changed = rows.Select(change).ToArray();
        await RunAsync<TModel, TKey>(sync, changed);
        Assert.Equal(changed.ToHashSet(), [.. await Target.ReadAsync<TModel, TKey>(_place, SyncType.Objects)]);
        var gone = await RunAsync<TModel, TKey>(sync, changed[1..]);
        Assert.Equal((SyncStatus.Succeeded, 1L), (gone.Status, gone.Counts.Succeeded));
        Assert.Equal(changed[1..].ToHashSet(), [.. await Target.ReadAsync<TModel, TKey>(_place, SyncType.Objects)]);
    }
}
