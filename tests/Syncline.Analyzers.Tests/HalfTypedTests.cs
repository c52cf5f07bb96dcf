using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests;

/// <summary>No rule throws, whatever stands in the editor. The harness fails on any exception of an analyzer.</summary>
public sealed class HalfTypedTests
{
    private const string Whole = """
        using static Syncline.SyncMode;
        using static Syncline.SyncMode;

        namespace Shop;

        [SyncModel(PrimaryKey = [nameof(Id), "Code"])]
        [Sync<Crm>("Crm", Mode = Upsert, WhenRemoved = WhenRemoved.Delete, ActOn = SyncChanges.Added | SyncChanges.Changed)]
        public partial record Customer([property: SyncColumn("id", Compare = true)] int Id, [SyncColumn(Converter = typeof(Joined), Tolerance = 1e-3)] List<int>? Tags)
        {
            public required string? Code { get; init; } = default;

            public static async Task Run(ISyncSource<Customer> source, Crm crm) => await Customer.CrmSync.RunAsync(source, destination: crm, new InMemoryStateStore());
        }
        """;

    [Fact]
    public async Task Every_prefix_of_a_file_is_survived()
    {
        for (var length = 0; length <= Whole.Length; length += 19) await Analyze(Whole[..length]);
    }

    [Fact]
    public async Task Every_missing_word_is_survived()
    {
        var words = Whole.Split(' ');
        for (var i = 0; i < words.Length; i += 3) await Analyze(string.Join(' ', words.Where((_, index) => index != i)));
    }

    [Theory]
    [InlineData("[SyncModel(null)] public partial record Customer(int Id);")]
    [InlineData("[SyncModel((string)null!)] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(PrimaryKey = null)] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(PrimaryKey = [1, null])] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record (int Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, );")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, int Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial interface Customer { int Id { get; set; } }")]
    [InlineData("[SyncModel(\"Id\")] public partial enum Customer { Id }")]
    [InlineData("[SyncModel(\"Id\")] public partial class Customer : Customer { public int Id { get; set; } public unsafe int* Pointer { get; set; } public dynamic? Any { get; set; } }")]
    [InlineData("[SyncModel(\"Id\"), Sync(null, Mode = Upsert), Sync<>(Mode = ), Sync(1, Mode = (SyncMode)'a')] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, Mode = Insert, WhenRemoved = 7)] public partial record Customer(int Id);")]
    public Task Odd_code_is_survived(string source) => Analyze(source);

    [Fact]
    public Task A_project_that_does_not_reference_Syncline_hears_nothing() => Check.Silent(
        TestSettings.Usual with { WithoutSyncline = true },
        "class SyncModelAttribute : System.Attribute; [SyncModel] record Customer(int Id);");

    private static async Task Analyze(string source)
    {
        var findings = await Project.Analyze(Project.Create(source, TestSettings.Usual), TestSettings.Usual);
        Assert.All(findings.Rules, finding => Assert.DoesNotContain("{", finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }
}
