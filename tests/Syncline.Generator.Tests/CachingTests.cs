using Microsoft.CodeAnalysis;
using Syncline.Generator.Tests.Harness;
using Xunit;

namespace Syncline.Generator.Tests;

/// <summary>What an edit makes the generator do again, and what it doesn't.</summary>
public sealed class CachingTests
{
    private const string Customer = """
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial record Customer(int Id, string Name);
        """;

    private const string CustomerSync = """
        namespace Shop;

        [Sync(Mode = Upsert)]
        public partial record Customer;
        """;

    private const string Order = """
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial record Order(int Id, Tier Tier, int Amount = Limits.Default);

        public enum Tier { Free, Pro }

        public static class Limits
        {
            public const int Default = 1;
        }
        """;

    [Fact]
    public void Comment_elsewhere_in_a_models_file_changes_no_model()
        => AssertReasons(Customer, Customer + "\n// A comment.", models: IncrementalStepRunReason.Unchanged, output: IncrementalStepRunReason.Cached);

    [Fact]
    public void White_space_within_a_model_changes_no_model()
        => AssertReasons(Customer, Customer.Replace("(int Id, ", "(\n    int Id,\n    ", StringComparison.Ordinal), IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached);

    [Fact]
    public void Method_of_a_model_changes_no_model()
        => AssertReasons(Customer, Customer.Replace(";\n\n[", ";\n\n[", StringComparison.Ordinal).Replace("string Name);", "string Name) { public int Twice() => Id * 2; }", StringComparison.Ordinal), IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached);

    [Fact]
    public void New_column_changes_the_model()
        => AssertReasons(Customer, Customer.Replace("string Name", "string Name, int? Age", StringComparison.Ordinal), IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified);

    [Fact]
    public void Nullability_of_a_column_changes_the_model()
        => AssertReasons(Customer, Customer.Replace("string Name", "string? Name", StringComparison.Ordinal), IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified);

    [Fact]
    public void Sync_on_another_partial_declaration_in_another_file_changes_the_model()
        => AssertReasons(CustomerSync, CustomerSync.Replace("Upsert", "Insert", StringComparison.Ordinal), IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified, Customer);

    [Fact]
    public void Enum_of_a_column_stored_by_number_changes_no_model()
        => AssertReasons(Order, Order.Replace("Free, Pro", "Free, Pro, Max", StringComparison.Ordinal), IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached);

    [Fact]
    public void Enum_of_a_column_stored_by_name_changes_the_model()
    {
        var order = Order.Replace("Tier Tier", "[SyncColumn(EnumAs = EnumStorage.Name)] Tier Tier", StringComparison.Ordinal);
        AssertReasons(order, order.Replace("Free, Pro", "Free, Pro, Max", StringComparison.Ordinal), IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified);
    }

    [Fact]
    public void Problem_of_a_sync_alone_changes_no_model()
        => AssertReasons(CustomerSync, CustomerSync + "\n[Sync(\"Lake\", Mode = Add)] public partial record Customer;", IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached, Customer);

    [Fact]
    public void Edit_of_one_model_leaves_the_others_cached()
    {
        var first = Generated.Compile(Customer, Order);
        var driver = Generated.RunOnce(first).Driver;
        var edited = Replace(first, Customer, Customer.Replace("Name", "FullName", StringComparison.Ordinal));

        var reasons = Reasons(driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results.Single().TrackedOutputSteps.Values.SelectMany(steps => steps));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], reasons);
    }

    [Fact]
    public void Second_model_whose_name_differs_by_case_renames_the_files_of_both()
    {
        var first = Generated.Compile(Customer);
        var driver = Generated.RunOnce(first).Driver;
        var edited = first.AddSyntaxTrees(Generated.Parse(Customer.Replace("Customer", "CUSTOMER", StringComparison.Ordinal), "Other.cs"));

        var files = driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results.Single().GeneratedSources.Select(source => source.HintName).ToArray();

        Assert.Equal(["Shop.Customer.0a0988d9.g.cs", "Shop.CUSTOMER.7fa40039.g.cs"], files);
    }

    private static void AssertReasons(string source, string edit, IncrementalStepRunReason models, IncrementalStepRunReason output, params string[] others)
    {
        var first = Generated.Compile([source, .. others]);
        var driver = Generated.RunOnce(first).Driver;

        var result = driver.RunGenerators(Replace(first, source, edit), TestContext.Current.CancellationToken).GetRunResult().Results.Single();

        Assert.Equal([models], Reasons(result.TrackedSteps[SyncModelGenerator.Steps.Models]));
        Assert.Equal([output], Reasons(result.TrackedOutputSteps.Values.SelectMany(steps => steps)));
    }

    private static Compilation Replace(Compilation compilation, string source, string edit)
    {
        var tree = compilation.SyntaxTrees.Single(tree => tree.ToString() == source);
        Assert.NotEqual(source, edit);
        return compilation.ReplaceSyntaxTree(tree, Generated.Parse(edit, tree.FilePath));
    }

    private static IncrementalStepRunReason[] Reasons(IEnumerable<IncrementalGeneratorRunStep> steps)
        => steps.SelectMany(step => step.Outputs).Select(output => output.Reason).ToArray();
}
