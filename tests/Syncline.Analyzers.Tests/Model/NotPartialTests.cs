using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Model;

public sealed class NotPartialTests
{
    [Fact]
    public Task Model_that_is_not_partial() => Check.Fires(
        "[SyncModel(nameof(Id))] public record [|Customer|](int Id);",
        "SYNC001: 'Customer' can't be completed as a model because 'Customer' is not partial: add 'partial' to every declaration that lacks it");

    [Fact]
    public Task Containing_types_that_are_not_partial() => Check.Fires(
        "class A { public partial class B { struct C { [SyncModel(nameof(Id))] internal partial record [|Customer|](int Id); } } }",
        "SYNC001: 'Customer' can't be completed as a model because 'C' and 'A' are not partial: add 'partial' to every declaration that lacks it");

    [Fact]
    public Task Silent_where_all_are_partial() => Check.Silent("public static partial class A { [SyncModel(nameof(Id))] public partial record Customer(int Id); } public record Other(int Id);");

    [Fact]
    public Task Fix_keeps_what_stands_around() => CheckFix.Makes(
        "SYNC001",
        "Add 'partial'",
        """
        // Outside.
        class A
        {
            /// <summary>A customer.</summary>
            [SyncModel(nameof(Id))] // Its key.
            public sealed /* once */ record [|Customer|](int Id);
        }
        """,
        """
        // Outside.
        partial class A
        {
            /// <summary>A customer.</summary>
            [SyncModel(nameof(Id))] // Its key.
            public sealed /* once */ partial record Customer(int Id);
        }
        """);

    [Fact]
    public Task Fix_keeps_the_line_break_before_the_keyword() => CheckFix.Makes(
        "SYNC001",
        "Add 'partial'",
        """
        [SyncModel(nameof(Id))]
        internal sealed // Nobody derives.
            record M(int Id);
        """,
        """
        [SyncModel(nameof(Id))]
        internal sealed // Nobody derives.
            partial record M(int Id);
        """);

    [Fact]
    public Task Fix_all() => CheckFix.MakesAll(
        "SYNC001",
        "Add 'partial'",
        """
        class A
        {
            [SyncModel(nameof(Id))] internal record [|Customer|](int Id);

            [SyncModel(nameof(Id))] record struct [|Order|](int Id);
        }

        [SyncModel(nameof(Id))]
        record [|Invoice|](int Id);
        """,
        """
        partial class A
        {
            [SyncModel(nameof(Id))] internal partial record Customer(int Id);

            [SyncModel(nameof(Id))] partial record struct Order(int Id);
        }

        [SyncModel(nameof(Id))]
        partial record Invoice(int Id);
        """);
}
