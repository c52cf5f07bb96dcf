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
}
