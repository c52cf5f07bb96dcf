using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Model;

/// <summary>SYNC002 to SYNC005, SYNC008, SYNC009, and SYNC014.</summary>
public sealed class KeyTests
{
    [Fact]
    public Task SYNC002_no_key() => Check.Fires(
        "[[|SyncModel|]] public partial record Customer(string Name, int CustomerId);",
        "SYNC002: 'Customer' has no primary key: name the properties that identify a row, as in PrimaryKey = [nameof(CustomerId)]");

    [Fact]
    public Task SYNC002_empty_key_and_no_candidate() => Check.Fires(
        "[[|SyncModel(PrimaryKey = [])|]] public partial record Customer(string? Name);",
        "SYNC002: 'Customer' has no primary key: name the properties that identify a row, as in PrimaryKey = [nameof(...)]");

    [Theory]
    [InlineData("[[|Sync(Mode = Upsert)|]] public partial record Customer(int Id);")]
    [InlineData("[[|Sync|], Sync(\"Crm\", Mode = Upsert)] public class Customer;")]
    [InlineData("[[|Sync<InMemoryDestination>(Mode = Upsert)|]] public partial record Customer(int Id);")]
    public Task SYNC002_sync_without_a_model(string source) => Check.Fires(
        source,
        "SYNC002: 'Customer' has [Sync] but no [SyncModel], so nothing is generated: add [SyncModel] with the properties that identify a row");

    [Theory]
    [InlineData("[SyncModl(\"Id\"), Sync(Mode = Upsert)] public partial record Customer(int Id);", "CS0246")]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id); [Sync(Mode = Upsert)] public partial record Customer;")]
    public Task SYNC002_silent_where_the_model_is_elsewhere_or_half_typed(string source, params string[] errors) => Check.Silent(source, errors);

    [Fact]
    public Task SYNC002_fix_offers_nothing_where_there_is_no_model() => CheckFix.Offers("SYNC002", "[Sync(Mode = Upsert)] public partial record Customer(int Id);");

    [Theory]
    [InlineData("[SyncModel(\"Id\")]", null)]
    [InlineData("[SyncModel(PrimaryKey = [nameof(Id)])]", null)]
    [InlineData("[SyncModel(PrimaryKey = new[] { \"Id\" })]", null)]
    [InlineData("[SyncModel(PrimaryKey = nameof(Id))]", "CS0029")]
    [InlineData("[SyncModel(1)]", "CS1503")]
    public Task SYNC002_silent_on_a_key_and_on_what_the_compiler_refuses(string attribute, string? error)
        => Check.Silent($"{attribute} public partial record Customer(int Id);", error is null ? [] : [error]);

    [Fact]
    public Task SYNC002_fix_offers_what_looks_like_a_key_the_likeliest_first() => CheckFix.Offers(
        "SYNC002",
        "[SyncModel] public partial record Customer(string CountryCode, int? OtherId, int CustomerId, double Number, System.Guid Id, string Name);",
        "Use 'Id' as the primary key",
        "Use 'CustomerId' as the primary key",
        "Use 'CountryCode' as the primary key");

    [Fact]
    public Task SYNC002_fix_offers_nothing_where_nothing_helps() => CheckFix.Offers("SYNC002", "[SyncModel] public partial record Customer(string? Id);");

    [Theory]
    [InlineData("[SyncModel([|Names.Id|])]", "SYNC003: 'Customer' has no property 'Ident' that could be part of its key")]
    [InlineData("[SyncModel(nameof(Name), [|Names.Id|])]", "SYNC003: 'Customer' has no property 'Ident' that could be part of its key")]
    [InlineData("[SyncModel(PrimaryKey = [nameof(Name), [|Names.Id|]])]", "SYNC003: 'Customer' has no property 'Ident' that could be part of its key")]
    [InlineData("[SyncModel(Names.Name, [|Names.Name|])]", "SYNC008: 'Name' stands twice in the key of 'Customer': name each part once")]
    public Task SYNC003_and_SYNC008_mark_a_constant(string attribute, string message)
        => Check.Fires($"{attribute} public partial record Customer(string Name); internal static class Names {{ public const string Id = \"Ident\"; public const string Name = \"Name\"; }}", message);

    [Fact]
    public Task SYNC005_says_enough_of_a_nullable_type_that_is_none_for_a_key() => Check.Fires(
        "[SyncModel([|\"Id\"|])] public partial record M(float? Id);",
        "SYNC005: 'Id' can't be part of the key of 'M': values of 'float?' don't identify a row");

    [Fact]
    public Task SYNC002_fix() => CheckFix.Makes(
        "SYNC002",
        "Use 'Id' as the primary key",
        """
        [SyncModel /* soon */, Obsolete] // A customer.
        public partial record Customer(int Id);
        """,
        """
        [SyncModel(PrimaryKey = [nameof(Id)]) /* soon */, Obsolete] // A customer.
        public partial record Customer(int Id);
        """);

    [Theory]
    [InlineData("(\n)", "(\nPrimaryKey = [nameof(Id)])")]
    [InlineData("(\n    KeepRows = true\n)", "(\n    KeepRows = true, PrimaryKey = [nameof(Id)]\n)")]
    [InlineData("( // soon\n)", "( // soon\nPrimaryKey = [nameof(Id)])")]
    public Task SYNC002_fix_keeps_line_breaks(string before, string after) => CheckFix.Makes(
        "SYNC002",
        "Use 'Id' as the primary key",
        $"[SyncModel{before}] public partial record A(int Id);",
        $"[SyncModel{after}] public partial record A(int Id);");

    [Fact]
    public Task SYNC002_fix_all() => CheckFix.MakesAll(
        "SYNC002",
        "Use 'Id' as the primary key",
        """
        [SyncModel] public partial record A(int Id);
        [SyncModel(KeepRows = true)] public partial record B(int Id);
        [SyncModel(PrimaryKey = [])] public partial record C(int Id);
        """,
        """
        [SyncModel(PrimaryKey = [nameof(Id)])] public partial record A(int Id);
        [SyncModel(KeepRows = true, PrimaryKey = [nameof(Id)])] public partial record B(int Id);
        [SyncModel(PrimaryKey = [nameof(Id)])] public partial record C(int Id);
        """);

    [Fact]
    public Task SYNC003_name_that_is_none() => Check.Fires(
        "[SyncModel(PrimaryKey = [\"Id\", [|nameof(CustomrId)|]])] public partial record Customer(int Id, int CustomerId);",
        "SYNC003: 'Customer' has no property 'CustomrId' that could be part of its key: did you mean 'CustomerId'?",
        "CS0103");

    [Fact]
    public Task SYNC003_nothing_near() => Check.Fires("[SyncModel([|\"Sku\"|])] public partial record Customer(int Id);", "SYNC003: 'Customer' has no property 'Sku' that could be part of its key");

    [Fact]
    public Task SYNC003_silent_on_the_same_name_and_inherited_ones() => Check.Silent("public abstract record Base(int Id); [SyncModel(nameof(Base.Id))] public partial record Customer(int Id, string Name) : Base(Id);");

    [Fact]
    public Task SYNC003_fix() => CheckFix.Makes(
        "SYNC003",
        "Use 'CustomerId'",
        "[SyncModel(/* first */ nameof(CustomrId) /* second */)] public partial record Customer(int CustomerId);",
        "[SyncModel(/* first */ nameof(CustomerId) /* second */)] public partial record Customer(int CustomerId);");

    [Fact]
    public Task SYNC003_fix_all() => CheckFix.MakesAll(
        "SYNC003",
        "Use 'Id'",
        "[SyncModel(\"ID\")] public partial record A(int Id); [SyncModel(PrimaryKey = [\"Idd\"])] public partial record B(int Id);",
        "[SyncModel(nameof(Id))] public partial record A(int Id); [SyncModel(PrimaryKey = [nameof(Id)])] public partial record B(int Id);");

    [Fact]
    public Task SYNC003_fix_offers_nothing_where_nothing_is_near() => CheckFix.Offers("SYNC003", "[SyncModel(\"Sku\")] public partial record Customer(int Id);");

    [Fact]
    public Task SYNC004_nullable_parts() => Check.Fires(
        "[SyncModel(\"Id\", \"Code\")] public partial record Customer([|int?|] Id) { public required [|string?|] Code { get; init; } }",
        "SYNC004: 'Id' is part of the key of 'Customer', but 'int?' may be null, and a row without a key is never delivered: make it 'int'",
        "SYNC004: 'Code' is part of the key of 'Customer', but 'string?' may be null, and a row without a key is never delivered: make it 'string'");

    [Theory]
    [InlineData("[SyncModel(\"Id\")] public partial record Customer(int Id, string? Code);")]
    [InlineData("#nullable disable\n[SyncModel(\"Id\")] public partial record Customer(string Id);")]
    public Task SYNC004_silent_on_other_columns_and_where_null_is_not_spoken_of(string source) => Check.Silent(source);

    [Fact]
    public Task SYNC004_fix() => CheckFix.Makes(
        "SYNC004",
        "Make it 'int'",
        "[SyncModel(\"Id\")] public partial record Customer(/* a */ int? /* b */ Id);",
        "[SyncModel(\"Id\")] public partial record Customer(/* a */ int /* b */ Id);");

    [Fact]
    public Task SYNC004_fix_all() => CheckFix.MakesAll(
        "SYNC004",
        "Make it 'string'",
        "[SyncModel(\"Id\", \"Code\")] public partial record Customer(string? Id) { public required string? Code { get; init; } }",
        "[SyncModel(\"Id\", \"Code\")] public partial record Customer(string Id) { public required string Code { get; init; } }");

    [Theory]
    [InlineData("record Customer(int? Id = null)")]
    [InlineData("record Customer(string? Id = null)")]
    [InlineData("record Customer(int? Id) : Root(Id)", "; public record Root(int? Id)")]
    [InlineData("record Customer(int? Id, string Name) : Root(Id)", "; public abstract record Root(int? Id)")]
    [InlineData("record Customer", " { private int? _id; public int? Id { get => _id; init => _id = value; } }")]
    [InlineData("class Customer(int? id)", " { public int? Id { get; set; } = id; }")]
    [InlineData("class Customer", " { public Customer(int? id) => Id = id; public int? Id { get; } }")]
    [InlineData("record Customer(int? Id)", " { public bool IsNew => !Id.HasValue; }")]
    public Task SYNC004_fix_offers_nothing_that_would_not_compile(string head, string tail = "") => CheckFix.Offers("SYNC004", $"[SyncModel(\"Id\")] public partial {head}{tail};");

    [Fact]
    public Task SYNC004_fix_leaves_types_that_are_no_models_alone() => CheckFix.Offers(
        "SYNC004", "public class Root { public int? Id { get; set; } } [SyncModel(\"Id\")] public partial class Customer : Root;");

    [Fact]
    public Task SYNC004_fix_all_leaves_out_what_would_not_compile() => CheckFix.MakesAllBut(
        1,
        "SYNC004",
        "Make it 'int'",
        "[SyncModel(\"Id\")] public partial record A(int? Id); [SyncModel(\"Id\")] public partial record B(int? Id = null); [SyncModel(\"Id\")] public partial record C(int? Id);",
        "[SyncModel(\"Id\")] public partial record A(int Id); [SyncModel(\"Id\")] public partial record B(int? Id = null); [SyncModel(\"Id\")] public partial record C(int Id);");

    [Fact]
    public Task SYNC004_names_the_type_as_code_does() => Check.Fires(
        "[SyncModel(\"Id\")] public partial record Customer([|Guid?|] Id);",
        "SYNC004: 'Id' is part of the key of 'Customer', but 'Guid?' may be null, and a row without a key is never delivered: make it 'Guid'");

    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    [InlineData("byte[]")]
    [InlineData("object")]
    [InlineData("System.Collections.Generic.List<int>")]
    public Task SYNC005_types_that_identify_nothing(string type) => Check.Fires(
        $"[SyncModel([|\"Id\"|])] public partial record Customer({type} Id);",
        $"SYNC005: 'Id' can't be part of the key of 'Customer': values of '{type}' don't identify a row");

    [Theory]
    [InlineData("decimal", null)]
    [InlineData("Guid", null)]
    [InlineData("DateTimeOffset", null)]
    [InlineData("DayOfWeek", null)]
    [InlineData("Missing", "CS0246")]
    [InlineData("[SyncColumn(Converter = typeof(Missing))] Version", "CS0246")]
    public Task SYNC005_silent_on_types_that_do_and_on_missing_ones(string type, string? error)
        => Check.Silent($"[SyncModel(\"Id\")] public partial record Customer({type} Id);", error is null ? [] : [error]);

    [Fact]
    public Task SYNC008_a_part_twice() => Check.Fires(
        "[SyncModel(nameof(Id), [|\"Id\"|])] public partial record Customer(int Id);",
        "SYNC008: 'Id' stands twice in the key of 'Customer': name each part once");

    [Fact]
    public Task SYNC008_silent_on_names_that_differ_by_case() => Check.Silent("[SyncModel(nameof(Id), \"ID\")] public partial record Customer(int Id, [property: SyncColumn(\"other\")] int ID);");

    [Theory]
    [InlineData("[SyncIgnore] int Id", "[SyncIgnore] leaves it out of the model")]
    [InlineData("[SyncColumn(Compare = false)] int Id", "Compare = false says that it does not matter")]
    [InlineData("[SyncColumn(Tolerance = 1)] decimal Id", "its Tolerance takes near values for equal")]
    [InlineData("[SyncColumn(Converter = typeof(Length))] string Id", "the converter 'Length' makes 'int' of 'string', which has more values, so some keys become one")]
    public Task SYNC009_part_that_tells_no_rows_apart(string column, string reason) => Check.Fires(
        $$"""
        [SyncModel([|nameof(Id)|])] public partial record Customer({{column}}, string Name);

        public abstract class Length : IColumnConverter<string, int>
        {
            public static int ToColumn(string value) => value.Length;
            public static string FromColumn(int value) => new(' ', value);
        }
        """,
        $"SYNC009: 'Id' can't be part of the key of 'Customer': {reason}");

    [Fact]
    public Task SYNC009_silent_on_a_converter_that_keeps_all_and_on_case() => Check.Silent(
        """
        [SyncModel(nameof(Id), nameof(Code))] public partial record Customer([SyncColumn(Converter = typeof(Text))] Version Id, [SyncColumn(IgnoreCase = true)] string Code);

        public abstract class Text : IColumnConverter<Version, string>
        {
            public static string ToColumn(Version value) => value.ToString();
            public static Version FromColumn(string value) => new(value);
        }
        """);

    [Fact]
    public Task SYNC014_both_forms() => Check.Fires(
        "[SyncModel(\"Id\", [|PrimaryKey = [\"Code\"]|])] public partial record Customer(int Id, string Code);",
        "SYNC014: 'Customer' has its key in both forms, of which PrimaryKey counts: keep one");

    [Fact]
    public Task SYNC014_two_attributes() => Check.Fires(
        "[SyncModel(\"Id\")] public partial record Customer(int Id); [[|SyncModel(\"Id\")|]] public partial record Customer;",
        "SYNC014: 'Customer' has more than one [SyncModel]: the first one counts, so remove this",
        "CS0579");

    [Fact]
    public Task SYNC014_silent_on_one_attribute_of_two_parts() => Check.Silent("[SyncModel(\"Id\")] public partial record Customer(int Id); [Obsolete] public partial record Customer;");
}
