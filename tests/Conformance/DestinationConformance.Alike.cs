using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    /// <summary>Pairs of keys that somebody might take for one: by case, blanks, accents, width, form, and the rules of languages.</summary>
    private static readonly (string One, string Other)[] Alike =
    [
        ("ada", "Ada"), ("ada", "ADA"), ("ada", "ada "), ("ada", " ada"), ("ada", "ada\t"), ("ada", "ada\u00A0"), ("ada", "adá"), ("é", "e\u0301"), ("ａｄａ", "ada"),
        ("ひ", "ヒ"), ("straße", "strasse"), ("ﬁ", "fi"), ("ı", "i"), ("İ", "i"), ("K", "k"), ("ada", "ada\u200B"), ("æ", "ae"), ("o'k", "o’k"), ("007", "7"), ("1.0", "1"), ("a", "b"),
    ];

    /// <summary>Two rows of one run with one key are both held back and named, and the record stays as it was.</summary>
    [Fact]
    public async Task Two_rows_of_one_key_are_held_back()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        Succeeded(await RunAsync(sync, Before));
        var report = await RunAsync(sync, Before[0], new Contact(2, "x", "X"), new Contact(2, "y", "Y"), new Contact(3, "c", "C"));
        Assert.Equal((SyncStatus.Incomplete, 2L, 1L), (report.Status, report.Counts.Duplicate, report.Counts.Succeeded));
        Assert.Equal(2, report.InvalidRows.Length);
        Assert.All(report.InvalidRows, row => Assert.Contains("2", row.Key, StringComparison.Ordinal));
        await HoldsAsync([.. Before, new(3, "c", "C")]);
    }

    /// <summary>Keys that look alike are kept apart, in a place that the destination makes itself.</summary>
    [Fact]
    public async Task Keys_that_look_alike_are_kept_apart()
    {
        ByText[] rows = [.. Alike.SelectMany(pair => new[] { pair.One, pair.Other }).Distinct().Select((code, i) => new ByText(code, i))];
        await FindsAsync<ByText, ByText.Key>(rows);
    }

    /// <summary>Of keys that the destination takes for one, the rows of one batch are both rejected, and each is told the other.</summary>
    [Fact]
    public Task Keys_taken_for_one_in_one_batch_are_named() => WithLoosePlacesAsync(async (one, other) =>
    {
        var report = await RunAsync<ByText, ByText.Key>(Sync(SyncMode.Upsert) with { Id = _place }, [one, new("between", 5), other]);
        var found = await KeptApartOrNamedAsync(report, one, other);
        Assert.True(found is 0 or 2, $"Of '{one.Code}' and '{other.Code}' the destination chose one: {Said(report)}");
        Assert.Contains(new ByText("between", 5), await Target.ReadAsync<ByText, ByText.Key>(_place, SyncType.Objects));
    });

    /// <summary>Of keys that the destination takes for one, the second is rejected where the first came in an earlier batch, and the record stays the first's.</summary>
    [Fact]
    public Task Keys_taken_for_one_in_two_batches_are_named() => WithLoosePlacesAsync(async (one, other) =>
    {
        var report = await RunAsync<ByText, ByText.Key>(Sync(SyncMode.Upsert) with { Id = _place }, [one, other], options => options.BatchSize = 1);
        await KeptApartOrNamedAsync(report, one, other);
    });

    /// <summary>A row whose key the destination takes for another record's is rejected, whatever is asked for it, and the record is neither changed nor deleted.</summary>
    [Fact]
    public Task Keys_taken_for_a_record_of_another_are_named() => WithLoosePlacesAsync(async (one, other) =>
    {
        await PutAsync<ByText, ByText.Key>(one);
        foreach (var mode in new[] { SyncMode.Insert, SyncMode.Update, SyncMode.Upsert })
        {
            var sync = Sync(mode, WhenRemoved.Delete) with { Id = $"{mode} {_place}" };
            if (Target.Lacks(sync) is not null) continue;
            var report = await RunAsync<ByText, ByText.Key>(sync, [other]);
            // What is not there is not updated.
            await KeptApartOrNamedAsync(report, one, other, maySkip: mode == SyncMode.Update);
            Assert.Equal(1, (await Target.ReadAsync<ByText, ByText.Key>(_place, SyncType.Objects)).Single(record => record.Code == one.Code).Value);
            await RunAsync<ByText, ByText.Key>(sync, []);
            Assert.Contains(one, await Target.ReadAsync<ByText, ByText.Key>(_place, SyncType.Objects));
        }
    });

    /// <summary>All leaves exactly the spelling of its row, or the record as it was and the row rejected.</summary>
    [Fact]
    public Task All_leaves_one_spelling() => WithLoosePlacesAsync(async (one, other) =>
    {
        await PutAsync<ByText, ByText.Key>(one);
        var report = await RunAsync<ByText, ByText.Key>(Sync(SyncMode.All) with { Id = _place }, [other]);
        var record = Assert.Single(await Target.ReadAsync<ByText, ByText.Key>(_place, SyncType.Objects));
        Assert.Equal(report.Status == SyncStatus.Succeeded ? other : one, record);
    });

    private async Task WithLoosePlacesAsync(Func<ByText, ByText, Task> scenario)
    {
        foreach (var ((one, other), i) in Alike.Select((pair, i) => (pair, i)))
        {
            // One that may be refused by itself is not taken for another.
            if (Refusable<ByText, ByText.Key>(new(one, 1)).Length + Refusable<ByText, ByText.Key>(new(other, 2)).Length > 0) continue;
            _place = $"loose {i}";
            if (!await Target.MakeLooseAsync<ByText, ByText.Key>(_place)) Skip("takes no keys for one that the model tells apart");
            await scenario(new(one, 1), new(other, 2));
        }
    }

    /// <summary>Each row is there as it was sent, or was rejected with both spellings.</summary>
    private async Task<int> KeptApartOrNamedAsync(SyncReport report, ByText one, ByText other, bool maySkip = false)
    {
        var records = (await Target.ReadAsync<ByText, ByText.Key>(_place, SyncType.Objects)).Where(record => record.Code != "between").ToDictionary(record => record.Code);
        foreach (var record in records.Values) Assert.True(record == one || record == other, $"'{record.Code}' holds {record.Value}, which nobody sent for it.");
        foreach (var row in new[] { one, other }.Where(row => !records.ContainsKey(row.Code)))
        {
            if (maySkip && report.Counts.Skipped == 1) continue;
            Assert.True(report.Troubled.Any(trouble => trouble.Outcome == Outcome.Rejected && trouble.Reason.Contains(one.Code, StringComparison.Ordinal) && trouble.Reason.Contains(other.Code, StringComparison.Ordinal)), $"'{row.Code}' is not there, and no rejection names '{one.Code}' and '{other.Code}': {Said(report)}");
        }

        return records.Count;
    }
}
