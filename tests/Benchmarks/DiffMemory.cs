namespace Syncline.Benchmarks;

/// <summary>In which order the rows of the two lists come.</summary>
internal enum RowOrder
{
    /// <summary>Both ascend by key.</summary>
    Ascending,

    /// <summary>Both in one order that is not the key's: runs of a thousand, each backwards.</summary>
    Blocks,

    /// <summary>The first ascends, the second is shuffled.</summary>
    Shuffled,
}

/// <summary>
/// <c>FindChanges</c> on two lists of which 1 % changed, 0.1 % were added and 0.1 % removed, against what one writes by hand: a
/// <see cref="Dictionary{TKey, TValue}"/> from which the rows of the second list are taken, and record equality.
/// </summary>
internal static class DiffMemory
{
    private const int CountedRounds = 7;
    private const int OtherRounds = 3;
    private const int RunLength = 1_000;

    public static double? Run(int rows, RowOrder order)
    {
        var ratio = ByNumber(rows, order, CountedRounds, "int");
        foreach (var other in new[] { RowOrder.Ascending, RowOrder.Blocks, RowOrder.Shuffled })
        {
            if (other != order) ByNumber(rows, other, OtherRounds, "int");
            Compare("Guid", rows, other, OtherRounds, (i, c) => new GuidCustomer(SortedGuid(i), c.Email, c.Name, c.LifetimeValue, c.UpdatedAt, c.Active, c.Age, c.Score), c => c with { Score = c.Score + 1 }, (x, y) => GuidCustomer.FindChanges(x, y), DictionaryDiff.ByGuid);
            Compare("text", rows, other, OtherRounds, (i, c) => new TextCustomer($"C-{i:D10}", c.Email, c.Name, c.LifetimeValue, c.UpdatedAt, c.Active, c.Age, c.Score), c => c with { Score = c.Score + 1 }, (x, y) => TextCustomer.FindChanges(x, y), DictionaryDiff.ByText);
            Compare("long, int", rows, other, OtherRounds, (i, c) => new OrderLine(10_000_000_000 + i / 4, i % 4, c.Email, c.Name, c.LifetimeValue, c.UpdatedAt, c.Active, c.Age, c.Score), c => c with { Score = c.Score + 1 }, (x, y) => OrderLine.FindChanges(x, y), DictionaryDiff.ByPair);
        }

        return ratio;
    }

    private static double ByNumber(int rows, RowOrder order, int rounds, string name)
        => Compare(name, rows, order, rounds, (i, c) => c with { Id = i }, c => c with { Score = c.Score + 1 }, (x, y) => Customer.FindChanges(x, y), DictionaryDiff.ByNumber);

    private static double Compare<TModel, TKey>(
        string name,
        int rows,
        RowOrder order,
        int rounds,
        Func<int, Customer, TModel> make,
        Func<TModel, TModel> change,
        Func<TModel[], TModel[], ChangeSet<TModel, TKey>> ours,
        Func<TModel[], TModel[], Found> theirs)
        where TModel : class, ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var (before, after) = Lists(rows, order, make, change);
        var (our, their) = Rounds.Compare(() => Counts(ours(before, after)), () => theirs(before, after), rounds);
        var ratio = our / their;
        Console.WriteLine($"{name,-10} {order,-10} {our.TotalMilliseconds,7:F0} ms, Dictionary {their.TotalMilliseconds,7:F0} ms, x {ratio:F2}");
        return ratio;
    }

    private static Found Counts<TModel, TKey>(ChangeSet<TModel, TKey> changes)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => new(changes.Added.Count, changes.Changed.Count, changes.Removed.Count);

    private static (TModel[] Before, TModel[] After) Lists<TModel>(int rows, RowOrder order, Func<int, Customer, TModel> make, Func<TModel, TModel> change)
        where TModel : class
    {
        // The second list has rows and texts of its own and is made after the first, as what was read later.
        var before = Rows(rows, after: false, make, change);
        var after = Rows(rows, after: true, make, change);
        if (order == RowOrder.Blocks) (before, after) = (Backwards(before), Backwards(after));
        var second = after.ToArray();
        if (order == RowOrder.Shuffled) new Random(3).Shuffle(second);
        return ([.. before], second);
    }

    private static List<TModel> Rows<TModel>(int rows, bool after, Func<int, Customer, TModel> make, Func<TModel, TModel> change)
        where TModel : class
    {
        var random = new Random(17);
        var list = new List<TModel>(rows);
        for (var i = 0; i < rows; i++)
        {
            // Keys have gaps, as those of tables do.
            var row = make(i * 7, Customers.Make(random, i));
            var kind = random.Next(1_000);
            if (kind == (after ? 1 : 0)) continue;
            list.Add(after && kind is >= 10 and < 20 ? change(row) : row);
        }

        return list;
    }

    private static List<TModel> Backwards<TModel>(List<TModel> rows)
    {
        for (var start = 0; start < rows.Count; start += RunLength) rows.Reverse(start, Math.Min(RunLength, rows.Count - start));
        return rows;
    }

    private static Guid SortedGuid(int number) => new((uint)number, 0x4000, 0x8000, 1, 2, 3, 4, 5, 6, 7, 8);

    /// <summary>What a comparison found.</summary>
    internal readonly record struct Found(int Added, int Changed, int Removed);
}
