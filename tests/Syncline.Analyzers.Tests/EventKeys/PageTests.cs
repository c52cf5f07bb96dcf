using Syncline.Analyzers.EventKeys;

namespace Syncline.Analyzers.Tests.EventKeys;

public sealed class PageTests
{
    [Fact]
    public void Figures_on_the_page_are_those_of_the_tables()
    {
        var rows = new[] { KeyTable.Tuned, KeyTable.HeldOut, KeyTable.Published, KeyTable.Reviewed }.SelectMany(KeyTable.Read).ToArray();
        var wrong = rows.Where(row => row.Expected != EventKeyProblem.None).ToArray();
        var misses = wrong.Count(row => EventKeyClassifier.Classify(row.Model).Problem == EventKeyProblem.None);
        Assert.Contains($"{rows.Length} keys without a false alarm, and {misses} misses among {wrong.Length} keys that are wrong", Repository.Read("analyzers/rules/SYNC201.md"), StringComparison.Ordinal);
    }
}
