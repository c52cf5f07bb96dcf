using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.EventKeys;

/// <summary>Code is half typed most of the time: nothing is thrown, and no rule of keys guesses.</summary>
public sealed class HalfTypedTests
{
    [Theory]
    [InlineData("[SyncModel(nameof()), Sync(Type = SyncType.Events)] public partial record Visit(int UserId);")]
    [InlineData("[SyncModel(nameof(UserI)), Sync(Type = SyncType.Events)] public partial record Visit(int UserId);")]
    [InlineData("[SyncModel(PrimaryKey = [nameof(UserId), ]), Sync(Type = SyncType.)] public partial record Visit(int UserId);")]
    [InlineData("[SyncModel(PrimaryKey = ), Sync(Type = SyncType.Events)] public partial record Visit(int UserId);")]
    [InlineData("[SyncModel(null), Sync(Type = SyncType.Events)] public partial record Visit(int UserId);")]
    [InlineData("[SyncModel(nameof(UserId)), Sync(Type = SyncType.Events, )] public partial record Visit(Missing UserId, [References(typeof(Nowhere))] int X")]
    [InlineData("[SyncModel(nameof(UserId), nameof(UserId)), Sync(Type = SyncType.Events)] public partial record")]
    [InlineData("[SyncModel(nameof(_)), Sync(Type = SyncType.Events)] public partial record Visit(int _, [References(null)] int __);")]
    [InlineData("[SyncModel(nameof(UserId)), Sync(Type = SyncType.Events), Microsoft.EntityFrameworkCore.Index(IsUnique = true)] partial class { public int UserId { get; set; } }")]
    [InlineData("[SyncModel(nameof(Id)), Sync(Type = (SyncType)1)] partial record A(B Id) : A(Id); [SyncModel(nameof(Id))] partial record B(A Id);")]
    public async Task Nothing_is_thrown(string source)
    {
        // The analysis itself fails the test when an analyzer throws. Something unfinished stands below, so that the code never compiles.
        var findings = await Project.Analyze(Project.Create(source + "\nclass", TestSettings.Usual), TestSettings.Usual);
        Assert.NotEmpty(findings.Errors);
    }

    [Fact]
    public Task Key_written_beside_another_mistake_is_still_looked_at() => Check.Fires(
        "[SyncModel([|nameof(UserId)|]), Sync(Type = SyncType.Events)] public partial record Visit(int UserId, Missing Other);",
        "SYNC201: The key of event 'Visit' is 'UserId', which looks like the id of a user: events that share it are omitted; add a column that tells two events apart, or write 'UniqueKey = true' if no two events share it",
        "CS0246");
}
