using Microsoft.Extensions.Time.Testing;

namespace Syncline.Tests.Engine;

public sealed class RunNameTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 13, 0, 0, 5, TimeSpan.FromHours(1));

    [Fact]
    public void RunsThatBeginWithinAMillisecondSortAsTheyBegan()
    {
        var names = Enumerable.Range(0, 100).Select(_ => RunName.Next(Noon)).ToArray();
        Assert.All(names, name => Assert.Matches("^20260301T120000005Z-[0-9a-f]{8}$", name));
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [InlineData("20260301T120000005Z-ffffffff-000001", "20260301T120000006Z-")]
    [InlineData("20261231T235959999Z-00000000-000001", "20270101T000000000Z-")]
    public void ARunSortsAfterTheCommitBeforeItThoughTheClockWasSetBack(string commit, string expected)
    {
        var context = Context();
        context.Follow(commit);
        Assert.StartsWith(expected, context.RunId, StringComparison.Ordinal);
        Assert.True(string.CompareOrdinal(context.RunId, commit) > 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("20260301T120000004Z-ffffffff-000001")]
    public void ARunThatSortsAfterTheCommitBeforeItKeepsItsId(string? commit)
    {
        var context = Context();
        var id = context.RunId;
        context.Follow(commit);
        Assert.Equal(id, context.RunId);
    }

    private static RunContext Context() => new(new("Sync", "sync", SyncType.Objects, SyncMode.All), Item.Schema, new() { TimeProvider = new FakeTimeProvider(Noon) }, new InMemoryStateStore());
}
