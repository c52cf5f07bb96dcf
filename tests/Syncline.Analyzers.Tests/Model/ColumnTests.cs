using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Model;

/// <summary>SYNC006, SYNC007 and SYNC010.</summary>
public sealed class ColumnTests
{
    private const string Converter = """


        public static class Lists
        {
            public abstract class Joined : IColumnConverter<List<int>, string>
            {
                public static string ToColumn(List<int> value) => string.Join(',', value);
                public static List<int> FromColumn(string value) => [.. value.Split(',').Select(int.Parse)];
            }
        }
        """;

    [Fact]
    public Task SYNC006_type_without_mapping() => Check.Fires(
        "[SyncModel(\"Id\")] public partial record Customer(int Id, [|List<int>?|] Tags) { public [|object|] Any { get; set; } = 1; }",
        "SYNC006: 'Tags' can't be a column: there is no mapping for 'System.Collections.Generic.List<int>?'; leave it out with [SyncIgnore], or name a converter",
        "SYNC006: 'Any' can't be a column: there is no mapping for 'object'; leave it out with [SyncIgnore], or name a converter");

    [Theory]
    [InlineData("[SyncColumn([|Converter = typeof(Uri)|])] Uri Site", "'System.Uri' does not implement IColumnConverter<System.Uri, TColumn> once, with a TColumn that is a column type")]
    [InlineData("[SyncColumn([|\"\"|])] string Site", "its name is empty")]
    [InlineData("[SyncColumn([|Tolerance = 0.1|])] string Site", "Tolerance is for float, double and decimal columns, and is a finite number above 0")]
    [InlineData("[SyncColumn([|IgnoreCase = true|])] int Site", "IgnoreCase is for text")]
    [InlineData("[SyncColumn([|EnumAs = EnumStorage.Name|])] int Site", "EnumAs is for enums")]
    [InlineData("[SyncColumn([|EnumAs = (EnumStorage)7|])] DayOfWeek Site", "EnumAs is Number or Name, not 7")]
    [InlineData("[SyncColumn([|Nulls = (NullPolicy)7|])] string Site", "Nulls is Send or Skip, not 7")]
    public Task SYNC006_option_that_does_not_fit(string column, string reason)
        => Check.Fires($"[SyncModel(\"Id\")] public partial record Customer(int Id, {column});", $"SYNC006: 'Site' can't be a column: {reason}");

    [Theory]
    [InlineData("[SyncIgnore] object Any", null)]
    [InlineData("byte[] Any", null)]
    [InlineData("CustomerId? Any", null)]
    [InlineData("Missing<object> Any", "CS0246")]
    [InlineData("List<Missing> Any", "CS0246")]
    [InlineData("[SyncColumn(Converter = typeof(Missing))] string Any", "CS0246")]
    public Task SYNC006_silent_on_mapped_ignored_and_missing_types(string column, string? error)
        => Check.Silent($"public readonly record struct CustomerId(int Value); [SyncModel(\"Id\")] public partial record Customer(int Id, {column});", error is null ? [] : [error]);

    [Fact]
    public Task SYNC006_fix_offers_a_converter_where_there_is_one() => CheckFix.Offers(
        "SYNC006", "[SyncModel(\"Id\")] public partial record Customer(int Id, List<int>? Tags);" + Converter, "Convert with Joined", "Leave it out with [SyncIgnore]");

    [Fact]
    public Task SYNC006_fix_offers_to_ignore_where_there_is_none() => CheckFix.Offers(
        "SYNC006", "[SyncModel(\"Id\")] public partial record Customer(int Id, List<string>? Tags);" + Converter, "Leave it out with [SyncIgnore]");

    [Theory]
    [InlineData("public static class Lists { private ", " }")]
    [InlineData("public static class Lists { private static class Inner { public ", " } }")]
    [InlineData("file ", "")]
    [InlineData("file static class Lists { public ", " }")]
    public Task SYNC006_fix_offers_no_converter_that_generated_code_can_not_name(string before, string after) => CheckFix.Offers(
        "SYNC006",
        $$"""
        [SyncModel("Id")] public partial record Customer(int Id, List<int>? Tags);
        {{before}}abstract class Joined : IColumnConverter<List<int>, string>
        {
            public static string ToColumn(List<int> value) => string.Join(',', value);
            public static List<int> FromColumn(string value) => [.. value.Split(',').Select(int.Parse)];
        }{{after}}
        """,
        "Leave it out with [SyncIgnore]");

    [Fact]
    public Task SYNC006_fix_converts() => CheckFix.Makes(
        "SYNC006",
        "Convert with Joined",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(\"tags\")] List<int>? Tags);" + Converter,
        "[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(\"tags\", Converter = typeof(Lists.Joined))] List<int>? Tags);" + Converter);

    [Fact]
    public Task SYNC006_fix_removes_an_option() => CheckFix.Makes(
        "SYNC006",
        "Remove IgnoreCase",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(\"age\", IgnoreCase = true)] int Age);",
        "[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(\"age\")] int Age);");

    [Fact]
    public Task SYNC006_fix_all() => CheckFix.MakesAll(
        "SYNC006",
        "Leave it out with [SyncIgnore]",
        """
        [SyncModel("Id")]
        public partial record Customer(
            int Id,
            // What they like.
            List<int>? Tags, object? Any)
        {
            /// <summary>More.</summary>
            public object? More { get; set; } // Last.

            [Obsolete] public object? Most { get; set; } public object? One { get; set; }
        }
        """,
        """
        [SyncModel("Id")]
        public partial record Customer(
            int Id,
            // What they like.
            [SyncIgnore] List<int>? Tags, [SyncIgnore] object? Any)
        {
            /// <summary>More.</summary>
            [SyncIgnore]
            public object? More { get; set; } // Last.

            [SyncIgnore]
            [Obsolete] public object? Most { get; set; } [SyncIgnore] public object? One { get; set; }
        }
        """);

    [Fact]
    public Task SYNC007_two_properties_of_one_name() => Check.Fires(
        "[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncColumn(\"ID\")] int [|Other|]);",
        "SYNC007: 'Id' and 'Other' are both the column 'ID': give one of them another name, case does not count");

    [Fact]
    public Task SYNC007_silent_where_one_of_them_is_no_column() => Check.Silent("[SyncModel(\"Id\")] public partial record Customer(int Id, [SyncIgnore, SyncColumn(\"Id\")] int Other);");

    [Theory]
    [InlineData("[SyncModel(\"Id\")] public partial class [|Customer|] { public Customer(object x) { } public int Id { get; set; } }", "'Customer' can't be constructed: no constructor takes columns alone; add one without parameters, or one whose parameters have the names and types of properties")]
    [InlineData("[SyncModel([|\"Id\"|])] public partial record Customer(int X) { public int Id => X; }", "'Id' can't be part of the key of 'Customer': no public constructor or setter reaches it")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id) { [SyncColumn] public int [|Twice|] => Id * 2; }", "'Twice' can't be a column: it must be public, and a constructor or setter must reach it")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id) { [SyncColumn] internal int [|Hidden|] { get; set; } }", "'Hidden' can't be a column: it must be public, and a constructor or setter must reach it")]
    public Task SYNC010_what_nothing_reaches(string source, string message) => Check.Fires(source, $"SYNC010: {message}");

    [Fact]
    public Task SYNC010_type_without_columns() => Check.Fires(
        "[SyncModel([|\"Id\"|])] public partial class [|Customer|] { }",
        "SYNC003: 'Customer' has no property 'Id' that could be part of its key",
        "SYNC010: 'Customer' can't be a row: it has no public property that a constructor or setter reaches");

    [Theory]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int X) { [SyncColumn] public int [|Id|] => X; }", "SYNC010: 'Id' can't be a column: it must be public, and a constructor or setter must reach it")]
    [InlineData("[SyncModel(\"Id\")] public partial class M { [SyncColumn] public int [|Id|] => 1; }", "SYNC010: 'Id' can't be a column: it must be public, and a constructor or setter must reach it")]
    [InlineData("[SyncModel(\"Id\")] public partial class [|M|] { public M(object x) { } public int Id { get; } }", "SYNC010: 'M' can't be constructed: no constructor takes columns alone; add one without parameters, or one whose parameters have the names and types of properties")]
    public Task SYNC010_one_cause_is_told_once(string source, string message) => Check.Fires(source, message);

    [Fact]
    public Task SYNC010_silent_on_computed_properties_and_private_setters() => Check.Silent(
        "[SyncModel(\"Id\")] public partial class Customer { public Customer(int id) => Id = id; public int Id { get; } public int Age { get; private set; } public int Twice => Id * 2; }");
}
