using System.Globalization;
using Syncline.Generator.Tests.Harness;
using Syncline.Generator.Text;
using Xunit;

namespace Syncline.Generator.Tests;

/// <summary>The same source gives the same bytes, wherever and whenever.</summary>
public sealed class DeterminismTests
{
    private const string Source = """
        namespace Shop;

        [SyncModel(nameof(Id))]
        [Sync(Mode = Upsert, RemoveAfterRuns = 1000, Id = "-1.5")]
        public partial record Customer(int Id, [SyncColumn(Tolerance = 1234.5)] double Score, [SyncColumn(EnumAs = EnumStorage.Name)] DayOfWeek Day);
        """;

    [Fact]
    public void Culture_changes_nothing()
    {
        var expected = Generated.Clean(Source).Text;
        var before = CultureInfo.CurrentCulture;
        try
        {
            // The repository builds with invariant globalization, which has no other culture: one of our own making differs all the same.
            CultureInfo.CurrentCulture = new("") { NumberFormat = new() { NumberDecimalSeparator = ",", NegativeSign = "~", NumberGroupSeparator = "." } };
            Assert.Equal(expected, Generated.Clean(Source).Text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Lines_end_with_a_line_feed() => Assert.DoesNotContain('\r', Generated.Clean(Source.ReplaceLineEndings("\r\n")).Text);

    [Fact]
    public void Order_of_files_changes_no_file()
    {
        const string other = "namespace Shop; [SyncModel(\"Id\")] public partial record Order(int Id);";
        Assert.Equal(
            Generated.Clean(Source, other).Files.Select(file => file.SourceText.ToString()).Order(StringComparer.Ordinal),
            Generated.Clean(other, Source).Files.Select(file => file.SourceText.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Shop.Customer", false, "Shop.Customer.g.cs")]
    [InlineData("Shop.Outer`1+Customer", false, "Shop.Outer`1+Customer.g.cs")]
    [InlineData("Shop.a\u0301", false, "Shop.a-0301.g.cs")]
    [InlineData("Shop.Customer", true, "Shop.Customer.0a0988d9.g.cs")]
    public void Hint_names_are_file_names(string metadataName, bool clashes, string expected) => Assert.Equal(expected, HintNames.Of(metadataName, clashes));
}
