using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Model;

/// <summary>SYNC012.</summary>
public sealed class HiddenModeTests
{
    [Fact]
    public Task Member_of_the_type() => Check.Fires(
        "[SyncModel(\"Id\"), Sync(Mode = [|Archive|])] public partial record Customer(int Id, bool Archive);",
        "SYNC012: 'Archive' is not the mode here, because the property 'Customer.Archive' hides it: write SyncMode.Archive",
        "CS0120");

    [Fact]
    public Task Member_of_a_containing_type() => Check.Fires(
        "public partial class Jobs { public static void Diff() { } [SyncModel(\"Id\"), Sync(Mode = [|Diff|])] public partial record Customer(int Id); }",
        "SYNC012: 'Diff' is not the mode here, because the method 'Jobs.Diff' hides it: write SyncMode.Diff",
        "CS0428");

    [Fact]
    public Task Segment_of_the_namespace() => Check.Fires(
        "namespace Shop.Upsert; [SyncModel(\"Id\"), Sync(Mode = [|Upsert|])] public partial record Customer(int Id);",
        "SYNC012: 'Upsert' is not the mode here, because the namespace 'Shop.Upsert' hides it: write SyncMode.Upsert",
        "CS0118");

    [Fact]
    public Task Using_that_is_not_there() => Check.Fires(
        TestSettings.Usual with { WithoutStaticUsing = true },
        "[SyncModel(\"Id\"), Sync(Mode = [|Upsert|])] public partial record Customer(int Id);",
        "SYNC012: 'Upsert' is not the mode here, because nothing brings the names of the modes in: write SyncMode.Upsert",
        "CS0103");

    [Theory]
    [InlineData("[Sync(Mode = Upsert)]", null)]
    [InlineData("[Sync(Mode = SyncMode.Archive)]", null)]
    [InlineData("[Sync(Mode = Upsrt)]", "CS0103")]
    [InlineData("[Other.Sync(Mode = Archive)]", "CS0120")]
    public Task Silent_on_modes_that_bind_and_on_other_names(string sync, string? error) => Check.Silent(
        $$"""
        [SyncModel("Id"), Obsolete] {{sync}} public partial record Customer(int Id, bool Archive);

        namespace Other
        {
            public sealed class SyncAttribute : Attribute { public int Mode { get; set; } }
        }
        """,
        error is null ? [] : [error]);

    [Fact]
    public Task Fix_qualifies() => CheckFix.Makes(
        "SYNC012",
        "Write SyncMode.Insert",
        "[SyncModel(\"Id\"), Sync(Mode = /* only */ Insert /* new */)] public partial record Customer(int Id, bool Insert);",
        "[SyncModel(\"Id\"), Sync(Mode = /* only */ SyncMode.Insert /* new */)] public partial record Customer(int Id, bool Insert);");

    [Fact]
    public Task Fix_all() => CheckFix.MakesAll(
        "SYNC012",
        "Write SyncMode.Upsert",
        "namespace Shop.Upsert; [SyncModel(\"Id\"), Sync(Mode = Upsert)] public partial record A(int Id); [SyncModel(\"Id\"), Sync(\"Crm\", Mode = Upsert)] public partial record B(int Id);",
        "namespace Shop.Upsert; [SyncModel(\"Id\"), Sync(Mode = SyncMode.Upsert)] public partial record A(int Id); [SyncModel(\"Id\"), Sync(\"Crm\", Mode = SyncMode.Upsert)] public partial record B(int Id);");
}
