using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Values;

/// <summary>SYNC301 to SYNC303.</summary>
public sealed class ValueTests
{
    [Fact]
    public Task SYNC301_float_compared_exactly() => Check.Fires(
        "[SyncModel(\"Id\")] public partial record Customer(int Id, double? [|Score|]) { public float [|Weight|] { get; set; } }",
        "SYNC301: 'Score' is compared exactly, so a double that comes back rounded differently is a change: give it a Tolerance",
        "SYNC301: 'Weight' is compared exactly, so a float that comes back rounded differently is a change: give it a Tolerance");

    [Theory]
    [InlineData("[SyncColumn(Tolerance = 0.5)] double Score")]
    [InlineData("[SyncColumn(Compare = false)] double Score")]
    [InlineData("[SyncIgnore] double Score")]
    [InlineData("decimal Score")]
    public Task SYNC301_silent_where_it_is_not(string column) => Check.Silent($"[SyncModel(\"Id\")] public partial record Customer(int Id, {column}); public record Other(double Score);");

    [Fact]
    public Task SYNC301_fix() => CheckFix.Makes(
        "SYNC301",
        "Set Tolerance = 1e-6",
        """
        [SyncModel("Id")]
        public partial class Customer
        {
            public int Id { get; set; }

            /// <summary>How good.</summary>
            public double Score { get; set; } // Of 10.
        }
        """,
        """
        [SyncModel("Id")]
        public partial class Customer
        {
            public int Id { get; set; }

            /// <summary>How good.</summary>
            [SyncColumn(Tolerance = 1e-6)]
            public double Score { get; set; } // Of 10.
        }
        """);

    [Fact]
    public Task SYNC301_fix_all() => CheckFix.MakesAll(
        "SYNC301",
        "Set Tolerance = 1e-6",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, double A, [property: SyncColumn(\"b\")] float B);",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(Tolerance = 1e-6)] double A, [property: SyncColumn(\"b\", Tolerance = 1e-6)] float B);");

    [Fact]
    public Task SYNC302_local_time() => Check.Fires(
        "[SyncModel(\"Id\")] public partial record Customer(int Id, DateTime? [|CreatedLocal|]);",
        "SYNC302: 'CreatedLocal' is a local time, but most sources can't keep the kind of a DateTime: use DateTimeOffset, or hold UTC");

    [Fact]
    public Task SYNC302_silent_on_other_names_and_types() => Check.Silent("[SyncModel(\"Id\")] public partial record Customer(int Id, DateTime CreatedUtc, DateTimeOffset SeenLocal, DateTime Localised, string Locale);");

    [Theory]
    [InlineData("Email")]
    [InlineData("HomePhone")]
    [InlineData("first_name")]
    [InlineData("DateOfBirth")]
    [InlineData("LastIPAddress")]
    public Task SYNC303_personal_names(string name) => Check.Fires(
        $"[SyncModel(\"Id\")] public partial record Customer(int Id, string [|{name}|]);",
        $"SYNC303: '{name}' looks like personal data: [Sensitive] keeps its values out of logs, messages and printed plans");

    [Theory]
    [InlineData("[Sensitive] string Email")]
    [InlineData("string ProductName")]
    [InlineData("string Emailing")]
    [InlineData("string Address")]
    [InlineData("int Phones")]
    public async Task SYNC303_silent_on_marked_and_other_names(string column)
    {
        var findings = await Project.Analyze(Project.Create($"[SyncModel(\"Id\")] public partial record Customer(int Id, {column});", TestSettings.Usual), TestSettings.Usual);
        Assert.Empty(findings.Rules);
    }

    [Fact]
    public Task SYNC303_fix() => CheckFix.Makes(
        "SYNC303",
        "Mark it [Sensitive]",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, /* Of the shop. */ string Email);",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, /* Of the shop. */ [Sensitive] string Email);");

    [Fact]
    public Task SYNC303_fix_all() => CheckFix.MakesAll(
        "SYNC303",
        "Mark it [Sensitive]",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, string Email, string Phone);",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, [Sensitive] string Email, [Sensitive] string Phone);");
}
