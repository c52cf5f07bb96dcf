using Xunit;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>Processes killed by the hundred, table and state in one file. <c>SYNCLINE_KILLS</c> says how many in all, <c>SYNCLINE_SEED</c> which.</summary>
public sealed class ManyKillsInOneFileTests
{
    [Theory]
    [InlineData(WorldKind.Objects)]
    [InlineData(WorldKind.Events)]
    [InlineData(WorldKind.Members)]
    [InlineData(WorldKind.Leavers)]
    public Task Every_effect_happens_exactly_once_wherever_runs_are_killed(WorldKind kind) => ManyKills.OfAsync(kind, sharesFile: true);
}
