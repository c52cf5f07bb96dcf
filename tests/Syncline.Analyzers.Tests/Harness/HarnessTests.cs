using Xunit.Sdk;

namespace Syncline.Analyzers.Tests.Harness;

/// <summary>The harness fails where it should.</summary>
public sealed class HarnessTests
{
    private const string Message = "SYNC008: 'Id' stands twice in the key of 'M': name each part once";

    [Theory]
    [InlineData("[SyncModel(\"Id\", [|\"Id\"|])] public partial record M(int Id);", "SYNC008: 'Id' stands twice in the key of 'M'")]
    [InlineData("[SyncModel([|\"Id\"|], \"Id\")] public partial record M(int Id);", Message)]
    [InlineData("[SyncModel(\"Id\", \"Id\")] public partial record M(int Id);", Message)]
    [InlineData("[SyncModel(\"Id\", [|\"Id\"|])] public partial record M(int Id, object Other);", Message)]
    [InlineData("[SyncModel(\"Id\", [|\"Id\"|])] public partial record M(int Id, Missing Other);", Message)]
    [InlineData("[SyncModel([|\"Id\"|])] public partial record M(int Id);", Message)]
    public Task Wrong_expectation_fails(string source, string expected) => Fails(() => Check.Fires(source, expected));

    [Fact]
    public Task Finding_where_none_should_be_fails() => Fails(() => Check.Silent("[SyncModel(\"Id\", \"Id\")] public partial record M(int Id);"));

    [Fact]
    public Task Wrong_result_of_a_fix_fails() => Fails(() => CheckFix.Makes("SYNC001", "Add 'partial'", "[SyncModel(\"Id\")] record M(int Id);", "[SyncModel(\"Id\")] record M(int Id);"));

    [Fact]
    public Task Fix_that_is_not_offered_fails() => Fails(() => CheckFix.Makes("SYNC001", "Add 'sealed'", "[SyncModel(\"Id\")] record M(int Id);", ""));

    private static async Task Fails(Func<Task> check) => await Assert.ThrowsAnyAsync<XunitException>(check);
}
