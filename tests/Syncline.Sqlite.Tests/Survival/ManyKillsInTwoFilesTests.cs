using Xunit;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>Processes killed by the hundred, the state in a file of its own. <c>SYNCLINE_KILLS</c> says how many in all, <c>SYNCLINE_SEED</c> which.</summary>
public sealed class ManyKillsInTwoFilesTests
{
    [Theory]
    [InlineData(WorldKind.Objects)]
    [InlineData(WorldKind.Events)]
    [InlineData(WorldKind.Members)]
    [InlineData(WorldKind.Leavers)]
    public Task Everything_arrives_and_at_most_the_batch_on_its_way_twice_wherever_runs_are_killed(WorldKind kind) => ManyKills.OfAsync(kind, sharesFile: false);
}
