using Syncline.Generator.Tests.Harness;
using Xunit;

namespace Syncline.Generator.Tests;

/// <summary>Half-typed and wrong code gives no exception, and no code for what is wrong.</summary>
public sealed class BrokenInputTests
{
    [Theory]
    [InlineData("[SyncModel] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(null)] public partial record Customer(int Id);")]
    [InlineData("[SyncModel((string)null!)] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(PrimaryKey = null)] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(PrimaryKey = nameof(Id))] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(PrimaryKey = [nameof(")]
    [InlineData("[SyncModel(PrimaryKey = [1, null])] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(nameof(Ix))] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(Missing Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, Missing<int> Other);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, );")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(Converter = typeof(Missing))] string Name);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(Converter = typeof(List<>))] string Name);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(Converter = typeof(int*))] string Name);")]
    [InlineData("[SyncModel(\"Id\")] public partial record (int Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record struct Customer(int Id, Customer Parent);")]
    [InlineData("[SyncModel(\"Id\")] public partial class Customer { public int Id { get; set; } public unsafe int* Pointer { get; set; } }")]
    [InlineData("[SyncModel(\"Id\")] public partial class Customer { public int Id { get; set; } public dynamic? Anything { get; set; } }")]
    [InlineData("[SyncModel(\"Id\")] public partial interface Customer { int Id { get; set; } }")]
    [InlineData("[SyncModel(\"Id\")] public partial enum Customer { Id }")]
    [InlineData("[SyncModel(\"Id\")] public delegate int Customer(int Id);")]
    [InlineData("[SyncModel(\"Id\")] public static partial class Customer { public static int Id { get; set; } }")]
    [InlineData("[SyncModel(\"Id\")] public abstract partial record Customer(int Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer<T>(int Id);")]
    [InlineData("[SyncModel(\"Id\")] public ref partial struct Customer { public int Id { get; set; } }")]
    [InlineData("[SyncModel(\"Id\")] file partial record Customer(int Id);")]
    [InlineData("[SyncModel(\"Id\")] public record Customer(int Id);")]
    [InlineData("public class Outer { [SyncModel(\"Id\")] public partial record Customer(int Id); }")]
    [InlineData("[SyncModel(\"Id\")] public partial class Customer { private Customer(int x) { } public int Id { get; set; } }")]
    [InlineData("[SyncModel(\"Id\")] public partial class Customer { public int Id => 1; }")]
    [InlineData("[SyncModel(\"Key\")] public partial class Customer { public int Key { get; set; } public int RowKey { get; set; } }")]
    [InlineData("[SyncModel(\"Id\", \"Id\")] public partial record Customer(int Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(double Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(byte[] Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, int ID);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(EnumAs = (EnumStorage)7)] DayOfWeek Day);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(Nulls = (NullPolicy)7)] string Name);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(\" \")] int Name);")]
    public void Invalid_model_gives_no_code(string source) => Assert.True(Generated.Run(source).Files.IsEmpty, source);

    [Theory]
    [InlineData("[Sync]")]
    [InlineData("[Sync(]")]
    [InlineData("[Sync(Mode = )]")]
    [InlineData("[Sync(Mode = Upsrt)]")]
    [InlineData("[Sync(Mode = SyncMode.)]")]
    [InlineData("[Sync(Mode = (SyncMode)77)]")]
    [InlineData("[Sync(null, Mode = Missing)]")]
    [InlineData("[Sync(1, Mode = Upsert)]")]
    [InlineData("[Sync(\"not a name\", Mode = Upsert)]")]
    [InlineData("[Sync<>(Mode = )]")]
    [InlineData("[Sync(Type = SyncType.Events, Mode = Upsert)]")]
    [InlineData("[Sync(Type = SyncType.Actions)]")]
    [InlineData("[Sync(Type = SyncType.Actions, Mode = Insert, FirstRun = FirstRunPolicy.Baseline)]")]
    [InlineData("[Sync(Type = SyncType.Segments, Mode = Upsert)]")]
    [InlineData("[Sync(Type = SyncType.Segments, Mode = Remove, WhenRemoved = WhenRemoved.RemoveMember)]")]
    [InlineData("[Sync(Type = (SyncType)9, Mode = Upsert)]")]
    [InlineData("[Sync(Mode = Add)]")]
    [InlineData("[Sync(Type = SyncType.Segments, Mode = Snapshot)]")]
    [InlineData("[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.RemoveMember)]")]
    [InlineData("[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]")]
    [InlineData("[Sync(Mode = Upsert, RemoveAfterRuns = 0)]")]
    [InlineData("[Sync(Mode = Upsert, ActOn = (SyncChanges)8)]")]
    [InlineData("[Sync(Mode = Upsert, FirstRun = (FirstRunPolicy)9)]")]
    [InlineData("[Sync(Mode = Upsert, OnModelChange = (ModelChange)9)]")]
    [InlineData("[Sync(Mode = Upsert, Id = \"\")]")]
    public void Invalid_sync_is_left_out_of_a_good_model(string sync)
    {
        var text = Generated.Run($"{sync} [SyncModel(\"Id\")] public partial record Customer(int Id, string Name);").Files.SingleOrDefault().SourceText?.ToString();

        // Some of these break the syntax so far that the compiler sees no model either.
        Assert.DoesNotContain("static class", text ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id) : Missing(Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id) : Customer(Id);")]
    [InlineData("[SyncModel(\"Id\")] public partial class Customer { public int Id { get; set; public string Name { get; }")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, Missing = 1)] public partial record Customer(int Id);")]
    public void Error_beside_a_good_model_leaves_its_code(string source)
    {
        var generated = Generated.Run(source);

        Assert.Single(generated.Files);
        Assert.NotEmpty(generated.Findings());
    }

    [Fact]
    public void Second_sync_of_a_name_is_left_out()
    {
        var text = Generated.Clean("[SyncModel(\"Id\"), Sync(Mode = Upsert), Sync(Mode = Insert)] public partial record Customer(int Id);").Text;

        Assert.Contains("SyncMode.Upsert", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SyncMode.Insert", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_attributes_on_two_declarations_give_one_file()
        => Assert.Single(Generated.Run("[SyncModel(\"Id\")] public partial record Customer(int Id);", "[SyncModel(\"Id\")] public partial record Customer;").Files);

    [Fact]
    public void Two_attributes_on_one_declaration_give_one_file()
        => Assert.Single(Generated.Run("[SyncModel(\"Id\")] [SyncModel(\"Id\")] public partial record Customer(int Id);").Files);

    [Fact]
    public void Type_declared_twice_gives_one_file()
        => Assert.Single(Generated.Run("[SyncModel(\"Id\")] public partial record Customer(int Id);", "public record Customer(int Id);").Files);

    [Fact]
    public void Every_prefix_of_a_file_is_survived()
    {
        const string source = """
            namespace Shop;

            [SyncModel(PrimaryKey = [nameof(Id)])]
            [Sync<Crm>("Crm", Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
            public partial record Customer([property: SyncColumn("id", Compare = false)] int Id, [SyncColumn(Converter = typeof(X), Tolerance = 1e-3)] string? Name)
            {
                public required Guid? Other { get; init; } = default;
            }
            """;
        for (var length = 0; length <= source.Length; length += 3) Generated.RunOnce(Generated.Compile(source[..length]));
    }
}
