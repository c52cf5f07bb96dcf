using Syncline.Analyzers.EventKeys;

namespace Syncline.Analyzers.Tests.EventKeys;

/// <summary>The classifier against keys of real schemas: it never cries wolf, and misses little.</summary>
public sealed class ClassifierTableTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(KeyTable.Tuned, 0.10)]
    [InlineData(KeyTable.HeldOut, 0.20)]
    [InlineData(KeyTable.Published, 0.25)]
    [InlineData(KeyTable.Reviewed, 0)]
    public void No_false_alarm_and_few_misses(string table, double mostMisses)
    {
        var rows = KeyTable.Read(table);
        var found = rows.Select(row => (Row: row, Found: EventKeyClassifier.Classify(row.Model).Problem)).ToArray();
        var falseAlarms = found.Where(pair => pair.Row.Expected == EventKeyProblem.None && pair.Found != EventKeyProblem.None).ToArray();
        var misses = found.Where(pair => pair.Row.Expected != EventKeyProblem.None && pair.Found == EventKeyProblem.None).ToArray();
        var others = found.Where(pair => pair.Row.Expected != EventKeyProblem.None && pair.Found != EventKeyProblem.None && pair.Found != pair.Row.Expected).ToArray();
        var bad = rows.Count(row => row.Expected != EventKeyProblem.None);

        output.WriteLine($"{table}: {rows.Count} keys, {rows.Count - bad} right and {bad} wrong; {falseAlarms.Length} false alarms, {misses.Length} misses, {others.Length} told by another rule");
        Print("false alarm", falseAlarms);
        Print("miss", misses);
        Print("another rule", others);
        Assert.Empty(falseAlarms.Select(pair => pair.Row.Text));
        Assert.Empty(others.Select(pair => pair.Row.Text));
        Assert.InRange(misses.Length, 0, mostMisses * bad);
    }

    [Theory]
    [InlineData(KeyTable.Tuned)]
    [InlineData(KeyTable.HeldOut)]
    [InlineData(KeyTable.Published)]
    [InlineData(KeyTable.Reviewed)]
    public void Advice_ends_the_problem(string table)
    {
        var advised = 0;
        foreach (var row in KeyTable.Read(table))
        {
            var verdict = EventKeyClassifier.Classify(row.Model);
            if (verdict.OwnId is null && verdict.Additions.Count == 0) continue;
            advised++;
            var all = row.Model.Key.Concat(row.Model.Others).ToArray();
            var key = all.Where(column => verdict.OwnId is { } own ? column.Name == own : row.Model.Key.Contains(column) || verdict.Additions.Contains(column.Name)).ToArray();
            var mended = EventKeyClassifier.Classify(row.Model with { Key = key, Others = [.. all.Except(key)] });
            Assert.True(mended.Problem == EventKeyProblem.None, $"The advice {verdict.OwnId}{string.Join(", ", verdict.Additions)} leaves SYNC{(int)mended.Problem}: {row.Text}");
        }

        Assert.True(advised > 15);
    }

    private void Print(string what, IEnumerable<(KeyTableRow Row, EventKeyProblem Found)> rows)
    {
        foreach (var (row, found) in rows) output.WriteLine($"  {what} ({(int)found}): {row.Text}");
    }
}
