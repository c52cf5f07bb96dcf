using Syncline.Generator.Tests.Harness;
using Xunit;

namespace Syncline.Generator.Tests;

/// <summary>Generated code compiles without a warning, whatever stands around it.</summary>
public sealed class HostileNameTests
{
    [Theory]
    [InlineData("namespace X.System;")]
    [InlineData("namespace Syncline.System.Collections;")]
    [InlineData("namespace X.Syncline;")]
    [InlineData("namespace X.global;")]
    [InlineData("namespace X.Task.@string.Key.Column;")]
    [InlineData("")]
    public void Namespaces(string declaration) => Generated.Clean($$"""
        {{declaration}}

        [SyncModel("Id", "Tier")]
        [Sync(Mode = global::Syncline.SyncMode.Upsert, WhenRemoved = global::Syncline.WhenRemoved.Delete)]
        internal sealed partial record Model(int Id, [SyncColumn(EnumAs = global::Syncline.EnumStorage.Name)] Tier Tier, byte[]? Bytes, [Sensitive] double Score);

        internal enum Tier { A, B }
        """);

    [Theory]
    [InlineData("System")]
    [InlineData("Syncline")]
    [InlineData("ColumnValues")]
    [InlineData("row")]
    [InlineData("writer")]
    [InlineData("reader")]
    [InlineData("key")]
    [InlineData("value")]
    [InlineData("field")]
    [InlineData("c0")]
    [InlineData("v1")]
    [InlineData("p0")]
    [InlineData("Column1")]
    [InlineData("Value0")]
    [InlineData("order")]
    [InlineData("other")]
    [InlineData("builder")]
    [InlineData("changed")]
    [InlineData("before")]
    [InlineData("CompareTo")]
    [InlineData("Schema")]
    [InlineData("Write")]
    [InlineData("Read")]
    [InlineData("Compare")]
    [InlineData("TryGetKey")]
    [InlineData("Plan")]
    [InlineData("Definition")]
    [InlineData("RunAsync")]
    [InlineData("TWriter")]
    [InlineData("global")]
    [InlineData("nameof")]
    [InlineData("Key")]
    [InlineData("GetKey")]
    [InlineData("Column")]
    [InlineData("FindChanges")]
    [InlineData("Sync")]
    [InlineData("EnumTexts")]
    [InlineData("Åß9_ಠ_ಠ")]
    [InlineData("@class")]
    [InlineData("@record")]
    public void Members_and_parts_of_keys(string name)
    {
        var key = $"\"{name.TrimStart('@')}\", \"Other\"";
        Generated.Clean(
            Model($"[SyncColumn(IgnoreCase = true)] string {name}, int? Other, [Sensitive] int Third", key),
            Model($"int? Other, Tier {name}", key, space: "Shop.Second"),
            Model($"int Id, [SyncColumn(EnumAs = EnumStorage.Name)] Tier? {name}", "\"Id\"", space: "Shop.Third"));
    }

    [Theory]
    [InlineData("Key")]
    [InlineData("RowKey")]
    [InlineData("Column")]
    [InlineData("Sync")]
    [InlineData("DefaultSync")]
    [InlineData("Plan")]
    [InlineData("Definition")]
    [InlineData("GetKey")]
    [InlineData("FindChanges")]
    [InlineData("System")]
    [InlineData("Syncline")]
    [InlineData("Task")]
    [InlineData("TWriter")]
    [InlineData("TReader")]
    [InlineData("TDestination")]
    [InlineData("SyncEngine")]
    [InlineData("EnumTexts")]
    [InlineData("@class")]
    [InlineData("@where")]
    public void Types(string name)
    {
        const string columns = "int Id, [SyncColumn(EnumAs = EnumStorage.Name)] Tier Tier";
        Generated.Clean(
            Model(columns, "\"Id\"", name),
            $$"""
            namespace Shop.Second;

            public static partial class Outer
            {
                {{Model(columns, "\"Id\"", name, space: null)}}
            }
            """);
    }

    [Theory]
    [InlineData("Key")]
    [InlineData("Column")]
    [InlineData("Sync")]
    public void Types_of_columns_that_a_generated_type_would_hide(string name) => Generated.Clean($$"""
        namespace Shop;

        public readonly record struct {{name}}(int Value);

        [SyncModel("Id")]
        [Sync(Mode = Upsert)]
        public partial record Model({{name}} Id, {{name}}? Parent);
        """);

    [Fact]
    public void Everything_generated_is_documented_and_well_formed()
    {
        var generated = Generated.Clean("""
            namespace Shop;

            /// <summary>A model.</summary>
            /// <param name="Id">The id.</param>
            /// <param name="class">A keyword.</param>
            [SyncModel("class", "Id")]
            [Sync("Crm", Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
            public partial record Model([property: SyncColumn("<&\"'\u2028>")] string Id, [property: Sensitive] int? @class);
            """);

        Assert.Contains("/// <summary>", generated.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Obsolete_members_and_a_strict_assembly() => Generated.Clean("""
        [assembly: System.CLSCompliant(false)]

        namespace Shop;

        [Obsolete("All of it.")]
        public enum Tier { A }

        [SyncModel("Id")]
        [Sync(Mode = Upsert)]
        public partial record Model(int Id)
        {
            [Obsolete("Not any more.")]
            public string? Old { get; init; }

        }
        """);

    [Fact]
    public void Container_with_members_of_the_same_names() => Generated.Clean("""
        namespace Shop;

        public partial class Outer<Key, T>
        {
            public class Column;
            public static int Sync => 1;
            public static int Model2 => 2;

            [SyncModel("Id")]
            [Sync(Mode = Upsert)]
            public partial record Model(int Id);
        }
        """);

    [Fact]
    public void Base_with_a_nested_type_of_the_models_name() => Generated.Clean("""
        namespace Shop;

        public class Base
        {
            public class Model;
        }

        [SyncModel("Id")]
        [Sync(Mode = Upsert)]
        public partial class Model : Base
        {
            public int Id { get; set; }
        }
        """);

    [Fact]
    public void Every_accessibility() => Generated.Clean("""
        namespace Shop;

        public partial class Outer
        {
            [SyncModel("Id"), Sync(Mode = Upsert)]
            private sealed partial record Private(Level Id);

            [SyncModel("Id"), Sync(Mode = Upsert)]
            protected partial record Protected(int Id);

            [SyncModel("Id"), Sync(Mode = Upsert)]
            protected internal partial class Either
            {
                internal Either(int id) => Id = id;

                public int Id { get; }
            }

            private enum Level { A }
        }

        [SyncModel("Id"), Sync(Mode = Upsert)]
        internal partial class Primary(int id, string name)
        {
            public int Id => id;

            public string Name { get; } = name;

            public string? Other { get; protected internal set; }
        }
        """);

    [Fact]
    public void Model_that_derives_from_a_model_of_another_assembly()
    {
        var library = Generated.Clean("""
            namespace Library;

            [SyncModel("Id"), Sync(Mode = Upsert)]
            public partial record Base([property: SyncColumn("id")] int Id, [Sensitive] string Email);
            """);

        var generated = Generated.Clean([library.Output.ToMetadataReference()], """
            namespace Shop;

            [SyncModel("Id"), Sync(Mode = Upsert)]
            public partial record Model(int Id, string Email, string Name) : Library.Base(Id, Email);
            """);

        // The same names as if the base were in this assembly, and what its attributes say.
        Assert.Contains("record struct Key(", generated.Text, StringComparison.Ordinal);
        Assert.Contains("public static class Sync\n", generated.Text, StringComparison.Ordinal);
        Assert.Contains("new(\"id\", ", generated.Text, StringComparison.Ordinal);
        Assert.Contains("new(\"Email\", global::Syncline.ColumnKind.Text, global::Syncline.ColumnTraits.Sensitive)", generated.Text, StringComparison.Ordinal);
    }

    private static string Model(string columns, string key, string name = "Model", string? space = "Shop") => $$"""
        {{(space is null ? "" : $"namespace {space};")}}

        [SyncModel({{key}})]
        [Sync(Mode = global::Syncline.SyncMode.Upsert)]
        [Sync("Crm", Mode = global::Syncline.SyncMode.Insert)]
        public partial record {{name}}({{columns}});

        public enum Tier { A, B }
        """;
}
