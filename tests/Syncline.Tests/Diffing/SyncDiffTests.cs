using System.Collections.Immutable;
using CsCheck;

namespace Syncline.Tests;

public sealed class SyncDiffTests
{
    [Fact]
    public void Changes_of_random_lists_are_those_a_naive_comparison_finds()
        => Gen.Select(Lists, Orders).Sample(
            (lists, order) =>
            {
                var before = order.Before([.. lists.before.Select(r => new ClassRow(r.Id, r.Text))]);
                var after = order.After([.. lists.after.Select(r => new ClassRow(r.Id, r.Text))]);
                Check(before, after, SyncDiff.FindChanges<ClassRow, ClassRow.Key>(before, after));
            },
            iter: 3_000);

    [Fact]
    public void Rows_that_are_structs_give_the_same()
        => Gen.Select(Lists, Orders).Sample(
            (lists, order) =>
            {
                var before = order.Before([.. lists.before.Select(r => new StructRow(r.Id.ToString(null, null), r.Text))]);
                var after = order.After([.. lists.after.Select(r => new StructRow(r.Id.ToString(null, null), r.Text))]);
                Check(before, after, SyncDiff.FindChanges<StructRow, StructRow.Key>(before, after));
            },
            iter: 2_000);

    [Theory]
    [InlineData(5_000, false)]
    [InlineData(5_000, true)]
    [InlineData(64, true)]
    [InlineData(65, true)]
    public void Long_lists_work_too(int count, bool shuffled)
    {
        var before = Enumerable.Range(0, count).Where(i => i % 97 != 5).Select(i => new ClassRow(i * 3, $"{i}")).ToArray();
        var after = Enumerable.Range(0, count).Where(i => i % 89 != 7).Select(i => new ClassRow(i * 3, i % 50 == 0 ? "new" : $"{i}")).ToArray();
        if (shuffled) new Random(4).Shuffle(after);
        Check(before, after, SyncDiff.FindChanges<ClassRow, ClassRow.Key>(before, after));
    }

    [Fact]
    public void An_order_that_breaks_late_loses_nothing_of_what_was_merged()
    {
        // Row 2 is taken for removed and row 3 for added before the lists turn out to hold both, out of order.
        ClassRow[] before = [new(1, "a"), new(2, "b"), new(4, "d"), new(9, "i"), new(3, "c")];
        ClassRow[] after = [new(1, "a"), new(3, "C"), new(4, "D"), new(9, "i"), new(2, "b"), new(0, "z")];
        var changes = SyncDiff.FindChanges<ClassRow, ClassRow.Key>(before, after);
        Assert.Equal([new ClassRow(0, "z")], changes.Added);
        Assert.Empty(changes.Removed);
        Assert.Equal([(3, "c", "C"), (4, "d", "D")], changes.Changed.Select(c => (c.After.Id!.Value, c.Before.Text, c.After.Text)));
    }

    [Fact]
    public void A_change_names_its_columns()
    {
        var change = Assert.Single(SyncDiff.FindChanges<ClassRow, ClassRow.Key>([new(1, "a")], [new(1, "b")]).Changed);
        Assert.Equal([1], change.Columns);
    }

    [Fact]
    public void Empty_lists_are_fine()
    {
        Assert.True(SyncDiff.FindChanges<ClassRow, ClassRow.Key>([], []).IsEmpty);
        Assert.Equal(2, SyncDiff.FindChanges<ClassRow, ClassRow.Key>([], [new(2, ""), new(1, "")]).Added.Count);
        Assert.Equal(2, SyncDiff.FindChanges<ClassRow, ClassRow.Key>([new(2, ""), new(1, "")], []).Removed.Count);
    }

    [Fact]
    public void Every_kind_of_sequence_is_taken()
    {
        ClassRow[] rows = [new(3, "c"), new(1, "a")];
        ClassRow[] others = [new(1, "a"), new(3, "c")];
        IEnumerable<ClassRow>[] forms = [rows, rows.ToList(), rows.ToImmutableArray(), new ArraySegment<ClassRow>([new(7, ""), .. rows], 1, 2), rows.Where(_ => true), new HashSet<ClassRow>(rows), ImmutableList.Create(rows)];
        foreach (var form in forms) Assert.True(SyncDiff.FindChanges<ClassRow, ClassRow.Key>(form, others).IsEmpty);
    }

    [Fact]
    public void Lists_that_are_null_are_refused()
    {
        Assert.Equal("before", Assert.Throws<ArgumentNullException>(() => SyncDiff.FindChanges<ClassRow, ClassRow.Key>(null!, [])).ParamName);
        Assert.Equal("after", Assert.Throws<ArgumentNullException>(() => SyncDiff.FindChanges<ClassRow, ClassRow.Key>([], null!)).ParamName);
    }

    public static TheoryData<int?[], int?[], string> Invalid => new()
    {
        { [1, 2, 2], [1], "before[1] and before[2] share the key Key { Id = 2 }. A list holds each ClassRow once: leave one out. (Parameter 'before')" },
        { [1], [5, 5], "after[0] and after[1] share the key Key { Id = 5 }. A list holds each ClassRow once: leave one out. (Parameter 'after')" },
        { [1, 3, 2, 3], [1], "before[1] and before[3] share the key Key { Id = 3 }. A list holds each ClassRow once: leave one out. (Parameter 'before')" },
        { [1, 2, 3], [1, 3, 2, 3], "after[1] and after[3] share the key Key { Id = 3 }. A list holds each ClassRow once: leave one out. (Parameter 'after')" },
        { [1, 2], [4, 3, 1, 4], "after[0] and after[3] share the key Key { Id = 4 }. A list holds each ClassRow once: leave one out. (Parameter 'after')" },
        { [2, 1], [4, 3, 9, 4], "after[0] and after[3] share the key Key { Id = 4 }. A list holds each ClassRow once: leave one out. (Parameter 'after')" },
        { [1, 2, 3, -1], [1], "before[3] has a null in its key. Every ClassRow is found by its key: leave the row out, or give it one. (Parameter 'before')" },
        { [3, 1], [1, 5, 3, -1], "after[3] has a null in its key. Every ClassRow is found by its key: leave the row out, or give it one. (Parameter 'after')" },
        { [1, null], [1], "before[1] is null. Leave out what is no ClassRow. (Parameter 'before')" },
        { [1], [null], "after[0] is null. Leave out what is no ClassRow. (Parameter 'after')" },
        { [2, 1], [1, 2, 3, 1, null], "after[4] is null. Leave out what is no ClassRow. (Parameter 'after')" },
    };

    /// <summary>A null stands for a row that is null, -1 for one whose key is.</summary>
    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_list_that_can_not_be_compared_is_refused_and_the_row_named(int?[] before, int?[] after, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => SyncDiff.FindChanges<ClassRow, ClassRow.Key>(Rows(before), Rows(after)));
        Assert.Equal(message, error.Message);

        static ClassRow[] Rows(int?[] ids) => [.. ids.Select(id => id is null ? null! : new ClassRow(id == -1 ? null : id, ""))];
    }

    [Fact]
    public void Random_lists_with_a_flaw_are_always_refused()
        => Gen.Select(Lists, Orders, Gen.Int[0, 1_000], Gen.Int[0, 1_000], Gen.Bool, Gen.Int[0, 2]).Sample(
            (lists, order, from, to, inAfter, flaw) =>
            {
                List<ClassRow> before = [.. order.Before([.. lists.before.Select(r => new ClassRow(r.Id, r.Text))])];
                List<ClassRow> after = [.. order.After([.. lists.after.Select(r => new ClassRow(r.Id, r.Text))])];
                var list = inAfter ? after : before;
                if (list.Count == 0 && flaw == 0) list.Add(new(1, ""));
                var bad = flaw switch { 0 => list[from % list.Count], 1 => new ClassRow(null, ""), _ => null! };
                list.Insert(to % (list.Count + 1), bad);
                var error = Assert.Throws<ArgumentException>(() => SyncDiff.FindChanges<ClassRow, ClassRow.Key>(before, after));
                Assert.Equal(inAfter ? "after" : "before", error.ParamName);
            },
            iter: 2_000);

    [Fact]
    public void A_key_is_printed_as_it_prints_itself()
    {
        var error = Assert.Throws<ArgumentException>(() => SyncDiff.FindChanges<StructRow, StructRow.Key>([new("s3cret", ""), new("s3cret", "")], []));
        Assert.Contains("share the key Key { *** }", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    private static Gen<((int Id, string Text)[] before, (int Id, string Text)[] after)> Lists
        => Gen.Select(Gen.Int[0, 40], Gen.Int[0, 150]).SelectMany((count, domain) => Gen.Select(Side(count, domain), Side(count, domain), (before, after) => (before, after)));

    private static Gen<(int Id, string Text)[]> Side(int count, int domain)
        => Gen.Select(Gen.Int[0, domain], Cells.Pick("a", "b")).Array[0, count].Select(rows => rows.DistinctBy(r => r.Item1).ToArray());

    /// <summary>How the lists are sorted: as they come, ascending, descending, or in order up to a place near the end.</summary>
    private static Gen<Order> Orders => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], (before, after) => new Order(before, after));

    private static void Check<TModel, TKey>(TModel[] before, TModel[] after, ChangeSet<TModel, TKey> changes)
        where TModel : ISyncModel<TModel, TKey>, ITestRow
        where TKey : struct, ISyncKey<TKey>
    {
        var known = before.ToDictionary(r => r.KeyText);
        var now = after.Select(r => r.KeyText).ToHashSet();
        Assert.Equal(after.Where(r => !known.ContainsKey(r.KeyText)), changes.Added);
        Assert.Equal(before.Where(r => !now.Contains(r.KeyText)), changes.Removed);
        var changed = after.Where(r => known.TryGetValue(r.KeyText, out var was) && was.Text != r.Text).ToArray();
        Assert.Equal(changed, changes.Changed.Select(c => c.After));
        Assert.Equal(changed.Select(r => known[r.KeyText]), changes.Changed.Select(c => c.Before));
    }

    private sealed record Order(int OfBefore, int OfAfter)
    {
        public T[] Before<T>(T[] rows)
            where T : ITestRow
            => Sort(rows, OfBefore);

        public T[] After<T>(T[] rows)
            where T : ITestRow
            => Sort(rows, OfAfter);

        private static T[] Sort<T>(T[] rows, int how)
            where T : ITestRow
        {
            var sorted = rows.OrderBy(r => r.KeyText, KeyOrder).ToArray();
            return how switch
            {
                0 => rows,
                1 => sorted,
                2 => [.. sorted.Reverse()],
                _ => [.. sorted.Skip(1), .. sorted.Take(1)],
            };
        }

        private static readonly Comparer<string> KeyOrder = Comparer<string>.Create((x, y) => int.TryParse(x, out var a) && int.TryParse(y, out var b) ? a.CompareTo(b) : string.CompareOrdinal(x, y));
    }
}
