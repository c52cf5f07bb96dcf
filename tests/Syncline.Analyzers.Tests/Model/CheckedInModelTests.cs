using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Model;

/// <summary>SYNC015 to SYNC017: the file of checked-in models.</summary>
public sealed class CheckedInModelTests
{
    private const string Customer = """
        [SyncModel(nameof(Id))]
        [Sync(Mode = Upsert)]
        public partial record [|Customer|](int Id, string? Name, [property: SyncColumn(Tolerance = 0.5)] decimal Total);
        """;

    private static readonly string Source = Customer.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    [Fact]
    public Task Without_the_file_nothing_is_said() => Check.Silent(Source);

    [Theory]
    [InlineData("Customer | Id Int32 | Id:Int32;Name:Text?;Total:Decimal ±0.5")]
    [InlineData("# a comment\n\nCustomer | Id Int32 | Id:Int32;Name:Text?;Total:Decimal ±0.5\n")]
    [InlineData("Customer | Id Int32 | Id:Int32;Name:Text?;Total:Decimal ±0.50\r\n")]
    public Task A_model_that_is_as_its_line_says_is_right(string models) => Check.Silent(With(models), Source);

    [Theory]
    [InlineData("Id:Int32;Name:Text?;Total:Decimal", "column 'Total' is compared within 0.5 now, no longer exactly")]
    [InlineData("Id:Int32;Name:Text?;Total:Decimal ±0.25", "column 'Total' is compared within 0.5 now, no longer within 0.25")]
    [InlineData("Id:Int32;Name:Text;Total:Decimal ±0.5", "column 'Name' may be null now")]
    [InlineData("Id:Int32;Name:Text? nocase;Total:Decimal ±0.5", "column 'Name' no longer ignores case")]
    [InlineData("Id:Int32;Name:Text? uncompared;Total:Int32 ±0.5", "column 'Name' is compared now and column 'Total' changed from Int32 to Decimal")]
    [InlineData("Id:Int32;Total:Decimal ±0.5;Mail:Text", "column 'Name' was added (Text?) and column 'Mail' is gone")]
    [InlineData("Name:Text?;Id:Int32;Total:Decimal ±0.5", "the columns stand in another order")]
    public Task What_moved_is_named(string columns, string difference)
        => Check.Fires(With($"Customer | Id Int32 | {columns}"), Customer, $"SYNC015: 'Customer' is not as Syncline.Models.txt has it: {difference}; Sync: every known row is sent again");

    [Fact]
    public Task A_key_that_moved_fits_no_state()
        => Check.Fires(
            With("Customer | Id Int64 | Id:Int64;Name:Text?;Total:Decimal ±0.5"),
            Customer,
            "SYNC015: 'Customer' is not as Syncline.Models.txt has it: its key was 'Id Int64' and is 'Id Int32', column 'Id' changed from Int64 to Int32; Sync: its state does not fit any more, and each run stops until ResetAsync or ResyncAsync");

    [Fact]
    public Task What_it_means_is_said_for_each_sync()
        => Check.Fires(
            With("Shop.Order | Id Int32 | Id:Int32"),
            """
            namespace Shop;

            [SyncModel(nameof(Id))]
            [Sync("A", Mode = Upsert)]
            [Sync("B", Mode = Update, Id = "b")]
            [Sync("C", Mode = Upsert, OnModelChange = ModelChange.Rebaseline)]
            [Sync("D", Mode = Insert)]
            [Sync("E", Mode = Insert, ActOn = SyncChanges.Added | SyncChanges.Changed)]
            [Sync("F", Mode = Upsert, OnModelChange = ModelChange.Fail)]
            [Sync("G", Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse)]
            [Sync("H", Mode = Archive)]
            public partial record [|Order|](int Id, string Text);
            """,
            "SYNC015: 'Order' is not as Syncline.Models.txt has it: column 'Text' was added (Text); ASync, BSync and ESync: every known row is sent again; CSync: every known row is recorded, and not sent; "
            + "DSync: every known row is recorded, and not sent, for Insert leaves changed rows alone; FSync: the next run stops; GSync: nothing is sent again; HSync: each run acts on every row in any case");

    [Fact]
    public Task A_model_that_no_sync_delivers_moves_too()
        => Check.Fires(
            With("Customer | Id Int32 | Id:Int32"),
            "[SyncModel(nameof(Id))] public partial record [|Customer|](int Id, string Text);",
            "SYNC015: 'Customer' is not as Syncline.Models.txt has it: column 'Text' was added (Text); it has no sync that would send it");

    [Fact]
    public Task A_model_without_a_line_is_named()
        => Check.Fires(With("# none yet"), Customer, "SYNC016: 'Customer' has no line in Syncline.Models.txt, so no change of it is noticed: add one");

    [Fact]
    public Task A_line_without_its_model_is_named()
        => Check.FiresInModels(
            """
            [|Bought | Id Guid | Id:Guid|]
            Customer | Id Int32 | Id:Int32;Name:Text?;Total:Decimal ±0.5
            [|Shop.Customer | Id Int32 | Id:Int32|]
            [|String | Id Int32 | Id:Int32|]
            """,
            Source + "\npublic class String;",
            Gone("Bought"),
            Gone("Shop.Customer"),
            Gone("String"));

    [Fact]
    public Task A_line_that_can_not_be_read_is_named_and_nothing_else_is_said_of_its_model()
        => Check.FiresInModels(
            """
            [|<<<<<<< ours|]
            [|Customer | Id Int32|]
            [|Customer | | Id:Int32|]
            [|Customer | Id Int32 | Id:Int32;Name:Text!|]
            [|Customer | Id Int32 | I\d:Int32|]
            """,
            Source,
            Unreadable(1, "it has 1 of the three parts, which are the model, its key and its columns with ' | ' between them"),
            Unreadable(2, "it has 2 of the three parts, which are the model, its key and its columns with ' | ' between them"),
            Unreadable(3, "it has 2 of the three parts, which are the model, its key and its columns with ' | ' between them"),
            Unreadable(4, "'Id:Int32;Name:Text!' is no list of columns, as in 'Id:Int32;Name:Text?'"),
            Unreadable(5, "a backslash in it begins nothing that is known"));

    [Fact]
    public Task Two_lines_of_one_model_are_a_merge_gone_wrong()
        => Check.FiresInModels(
            """
            Customer | Id Int32 | Id:Int32
            [|Customer | Id Int32 | Id:Int32;Name:Text?;Total:Decimal ±0.5|]
            """,
            Source,
            Unreadable(2, "an earlier line is about 'Customer' too"));

    [Fact]
    public Task Nested_generic_and_oddly_named_models_have_lines()
        => Check.Silent(
            With("@class.Outer<T>.record | Id Int32 | Id:Int32;a\\|b;;c\\\\:Text\n".Replace("@", "", StringComparison.Ordinal)),
            """
            namespace @class;

            public partial class Outer<T>
            {
                [SyncModel(nameof(Id))]
                public partial record @record(int Id, [property: SyncColumn("a|b;c\\")] string Text);
            }
            """);

    [Fact]
    public Task The_fix_writes_the_line()
        => CheckFix.MakesModels("SYNC015", "# mine\r\nA.B | Id Int32\r\nCustomer | Id Int32 | Id:Int32\r\n", Source, "# mine\r\nA.B | Id Int32\r\nCustomer | Id Int32 | Id:Int32;Name:Text?;Total:Decimal ±0.5\r\n");

    [Fact]
    public Task The_fix_makes_the_file_of_an_empty_one()
        => CheckFix.MakesModels(
            "SYNC016",
            "",
            "[SyncModel(nameof(Id))] public partial record Zebra(int Id); [SyncModel(nameof(Id))] public partial record Ant(int Id); [SyncModel(nameof(Id))] public partial record Bee(int Id);",
            "# The models of this project as the states of their syncs know them: name | key | columns. A change of a line is a change of what is sent: see SYNC015.\n"
            + "Ant | Id Int32 | Id:Int32\nBee | Id Int32 | Id:Int32\nZebra | Id Int32 | Id:Int32\n",
            all: true);

    [Fact]
    public Task The_fix_of_all_takes_each_line_once()
        => CheckFix.MakesModels(
            "SYNC015",
            "Ant | Id Int32 | Id:Int64\nBee | Id Int32 | Id:Int32\nCow | Id Int32 | Id:Int64",
            "[SyncModel(nameof(Id))] public partial record Cow(int Id); [SyncModel(nameof(Id))] public partial record Ant(int Id); [SyncModel(nameof(Id))] public partial record Bee(int Id);",
            "Ant | Id Int32 | Id:Int32\nBee | Id Int32 | Id:Int32\nCow | Id Int32 | Id:Int32\n",
            all: true);

    [Fact]
    public Task The_fix_takes_a_line_without_a_model_out()
        => CheckFix.MakesModels("SYNC016", "Bought | Id Guid | Id:Guid\nCustomer | Id Int32 | Id:Int32;Name:Text?;Total:Decimal ±0.5\n", Source, "Customer | Id Int32 | Id:Int32;Name:Text?;Total:Decimal ±0.5\n");

    private static TestSettings With(string models) => TestSettings.Usual with { Models = models };

    private static string Gone(string name)
        => $"SYNC016: '{name}' is no model of this project any more: remove its line from Syncline.Models.txt; if it was renamed, name its old states with Id so that its syncs keep them";

    private static string Unreadable(int line, string problem)
        => $"SYNC017: Line {line} of Syncline.Models.txt can't be used: {problem}; take it out, and let the fixes of SYNC015 and SYNC016 write what is right";
}
