using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Model;

/// <summary>SYNC011 and SYNC013.</summary>
public sealed class TypeTests
{
    [Theory]
    [InlineData("public abstract partial record [|M|](int Id);", "no row of an abstract type can be constructed; mark the types that derive from it")]
    [InlineData("public partial record [|M|]<T>(int Id);", "an open generic type has no columns that are known now; mark a type that is not generic")]
    [InlineData("file partial record [|M|](int Id);", "generated code is in another file and can't see a file-local type")]
    [InlineData("public ref partial struct [|M|] { public int Id { get; set; } }", "a ref struct can't be kept while a run reads on")]
    [InlineData("public partial record [|M|](int Id) { public int Key => 1; public int RowKey => 2; }", "it has or mentions both 'Key' and 'RowKey', and one of these names is needed for what is generated")]
    public Task SYNC011_what_can_be_no_model(string type, string reason) => Check.Fires($"[SyncModel(\"Id\")] {type}", $"SYNC011: 'M' can't be a model: {reason}");

    [Fact]
    public Task SYNC011_static_class() => Check.Fires(
        "[SyncModel([|\"Id\"|])] public static partial class [|M|] { public static int Id { get; set; } }",
        "SYNC003: 'M' has no property 'Id' that could be part of its key",
        "SYNC011: 'M' can't be a model: a static class has no rows");

    [Theory]
    [InlineData("[SyncModel(\"Id\")] public enum E { A }")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = SyncMode.Upsert)] public delegate void D();")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = SyncMode.Upsert)] public interface I { int Id { get; } }")]
    [InlineData("[SyncModel(\"Id\")] public partial interface I { int Id { get; } }")]
    public Task What_is_no_class_or_struct_is_the_compilers_matter(string source) => Check.Silent(source, "CS0592");

    [Fact]
    public Task SYNC011_silent_on_a_closed_type_in_a_generic_one() => Check.Silent("public static partial class Outer<T> { [SyncModel(\"Id\")] public sealed partial record M(int Id); }");

    [Theory]
    [InlineData("public partial record [|Customer|](int Id, int Key);", "Key", "RowKey")]
    [InlineData("public partial record [|Customer|](int Id) { public void GetKey() { } }", "GetKey", "GetRowKey")]
    [InlineData("public partial record [|Customer|](int Id, int Sync);", "Sync", "DefaultSync")]
    public Task SYNC013_name_that_is_taken(string type, string name, string fallback)
        => Check.Fires($"[SyncModel(\"Id\"), Sync(Mode = SyncMode.Upsert)] {type}", $"SYNC013: 'Customer' has a member or mentions a type called '{name}', so what is generated is called '{fallback}'");

    [Fact]
    public Task SYNC013_silent_on_what_was_generated() => Check.Silent("[SyncModel(\"Id\"), Sync(Mode = Upsert)] public partial record Customer(int Id, int Keys); [SyncModel(\"Id\")] public partial record Vip(int Id, int Keys) : Customer(Id, Keys);");
}
