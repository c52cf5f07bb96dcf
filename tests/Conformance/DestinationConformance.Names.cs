using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    private static readonly Hostile[] HostileRows =
    [
        new(1, "'; DROP TABLE contacts; --", "'; DROP TABLE contacts; --", "\"", "ü", "]", "\\", "%", "$1", "\n", "/*", "own", "number", ".", " ", "x"),
        new(1, "]; DELETE FROM contacts; --", null, null, null, null, null, null, null, null, null, null, null, null, null, null),
        new(2, "\\'; --", "{0}", "@p", "😀", "[]", "\\\\", "%%", "?", "\t", "*/", "", "", "", "", ""),
    ];

    /// <summary>Names of places and columns are quoted, whatever they hold, and nothing in them is executed.</summary>
    [Theory]
    [InlineData("order")]
    [InlineData("My Table")]
    [InlineData("a \"b\" 'c' [d] `e`")]
    [InlineData("]] x [[ \"\" ''")]
    [InlineData("x\"; DROP TABLE contacts; --")]
    [InlineData("x]; DROP TABLE contacts; --")]
    [InlineData("x'); DROP TABLE contacts; --")]
    [InlineData("größe 😀 漢字")]
    [InlineData("back\\slash\\")]
    [InlineData("100% {0} %s")]
    [InlineData("@p :p $1 ?1 ?")]
    [InlineData("two\nlines\tand a tab")]
    [InlineData("/* remark */ -- remark")]
    [InlineData("main.contacts")]
    [InlineData("temp.contacts")]
    public async Task Names_are_quoted(string place)
    {
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Before));
        _place = place;
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await DeliversAsync<Hostile, Hostile.Key>(sync, HostileRows);
        await HoldsAsync<Hostile, Hostile.Key>(HostileRows);
        Succeeded(await RunAsync<Hostile, Hostile.Key>(sync, [HostileRows[0], HostileRows[1] with { Brackets = "]" }]));
        await HoldsAsync<Hostile, Hostile.Key>([HostileRows[0], HostileRows[1] with { Brackets = "]" }]);
        _place = "contacts";
        await HoldsAsync(Before);
    }

    /// <summary>So they are in every mode that has statements of its own.</summary>
    [Theory]
    [InlineData(SyncMode.Insert, WhenRemoved.Clear)]
    [InlineData(SyncMode.Update, WhenRemoved.Delete)]
    [InlineData(SyncMode.All, WhenRemoved.Keep)]
    public async Task Names_are_quoted_in_every_mode(SyncMode mode, WhenRemoved removed)
    {
        _place = "x\"]; DROP TABLE contacts; --";
        await PutAsync<Hostile, Hostile.Key>(HostileRows[0] with { Quoted = "old" }, HostileRows[1] with { Quoted = "old" });
        var sync = Sync(mode, removed);
        Succeeded(await RunAsync<Hostile, Hostile.Key>(sync, HostileRows));
        var expected = mode switch
        {
            SyncMode.Insert => [HostileRows[0] with { Quoted = "old" }, HostileRows[1] with { Quoted = "old" }, HostileRows[2]],
            SyncMode.Update => HostileRows[..2],
            _ => HostileRows,
        };
        await HoldsAsync<Hostile, Hostile.Key>(expected);
        Succeeded(await RunAsync<Hostile, Hostile.Key>(sync, HostileRows[..1]));
        await HoldsAsync<Hostile, Hostile.Key>(mode == SyncMode.Insert ? [.. expected[..2], new(2, HostileRows[2].Part, null, null, null, null, null, null, null, null, null, null, null, null, null, null)] : expected[..1]);
    }

    /// <summary>So is the name of the column by which a table archives.</summary>
    [Theory]
    [InlineData("select")]
    [InlineData("is \"archived\" [or] 'not'")]
    [InlineData("x\"]; DROP TABLE contacts; --")]
    [InlineData("archiviert 😀 100% \\")]
    public async Task Archive_columns_are_quoted(string column)
    {
        Target.ArchiveColumn = column;
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Archive);
        Succeeded(await RunAsync(sync, Before));
        Succeeded(await RunAsync(sync, Before[0]));
        await HoldsAsync(Before[0]);
        await HoldsAsync<Contact, Contact.Key>([Before[1]], archived: true);
        Succeeded(await RunAsync(sync, Before));
        await HoldsAsync(Before);
    }

    /// <summary>Two places are two, however alike their names are, unless the destination says by its identity that they are one, or the run into the second fails.</summary>
    [Theory]
    [InlineData("places", "Places")]
    [InlineData("places", "places ")]
    [InlineData("plåces", "pla\u030Aces")]
    [InlineData("a.b", "b")]
    [InlineData("100%", "100_")]
    public Task Places_are_told_apart(string one, string other) => TellsApartAsync(one, other, Target.TakesForOne(one, other));

    /// <summary>Places and columns whose names are as long as the destination takes them are told apart by their last character; longer ones, too, or their run fails.</summary>
    [Fact]
    public async Task Long_names_are_told_apart()
    {
        var length = Math.Min(Target.LongestName, 120);
        await TellsApartAsync(new string('n', length - 1) + "1", new string('n', length - 1) + "2");
        await TellsApartAsync(new string('n', 300) + "1", new string('n', 300) + "2", Target.LongestName < 301);
        _place = "long columns";
        LongNamed[] rows = [new(1, "one", "two"), new(2, null, "2")];
        var report = await RunAsync<LongNamed, LongNamed.Key>(Sync(SyncMode.Upsert), rows);
        if (report.Status == SyncStatus.Succeeded) await HoldsAsync<LongNamed, LongNamed.Key>(rows);
        else Assert.True(Target.LongestName < 120 && report.Status == SyncStatus.Failed && report.Message!.Contains("a column whose name is so long", StringComparison.Ordinal), Said(report));
    }

    /// <summary>A state belongs to one place: the same sync into another is stopped.</summary>
    [Fact]
    public async Task A_state_belongs_to_one_place()
    {
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Before));
        _place = "elsewhere";
        Assert.Equal(SyncStatus.Stopped, (await RunAsync(Sync(SyncMode.Upsert), Before)).Status);
        Assert.Equal(Target.Open<Contact, Contact.Key>("contacts").Identity, Target.Open<Contact, Contact.Key>("contacts").Identity);
    }

    private async Task TellsApartAsync(string one, string other, bool mayFail = false)
    {
        if (Target.Open<Contact, Contact.Key>(one).Identity == Target.Open<Contact, Contact.Key>(other).Identity) return;
        foreach (var (place, id) in new[] { (one, 1), (other, 2) })
        {
            _place = place;
            var report = await RunAsync<Contact, Contact.Key>(Sync(SyncMode.Upsert), [new(id, place, null)], state: new InMemoryStateStore());
            if (mayFail && report.Status == SyncStatus.Failed) return;
            Succeeded(report);
        }

        await HoldsAsync(new Contact(2, other, null));
        _place = one;
        await HoldsAsync(new Contact(1, one, null));
    }
}
