using System.Runtime.CompilerServices;
using Syncline.Models.Tests.Oracle;
using Xunit;

namespace Syncline.Models.Tests;

/// <summary>Runs the generated code of one model over random rows and compares it with what reflection makes of the same declaration.</summary>
public abstract class ModelTests<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int Rows = 60;
    private static readonly string[] CheckedIn = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Syncline.Models.txt"));
    private static readonly OracleModel Oracle = new(typeof(TModel));

    [Fact]
    public void Schema_says_what_is_declared()
    {
        var schema = TModel.Schema;

        Assert.Equal(Oracle.Key, schema.Key);
        Assert.Equal(Oracle.Columns.Length, schema.Columns.Length);
        for (var i = 0; i < Oracle.Columns.Length; i++)
        {
            var column = Oracle.Columns[i];
            Assert.Equal(new SyncColumn(column.Name, column.Kind, column.Traits) { Member = column.Member, Tolerance = column.Tolerance }, schema.Columns[i]);
        }
    }

    /// <summary>The rule that compares the model with this file reads the declaration, a run the schema: that both find it right shows that they say the same.</summary>
    [Fact]
    public void Checked_in_line_is_what_states_remember()
    {
        var line = $"{TModel.Schema.Model} | {new KeyFormat(TModel.Schema).Signature} | {ModelSignature.Of(TModel.Schema)}";
        Assert.Contains(line.Replace("\\", "\\\\", StringComparison.Ordinal), CheckedIn);
    }

    [Fact]
    public void Write_visits_every_column_in_order_with_its_value()
    {
        foreach (var row in RandomRows())
        {
            var visits = Write(row);
            Assert.Equal(Enumerable.Range(0, Oracle.Columns.Length), visits.Select(visit => visit.Column));
            for (var i = 0; i < visits.Count; i++) AssertExact(Oracle.Columns[i].Value(row), visits[i].Value);
        }
    }

    [Fact]
    public void Read_gives_back_what_was_written()
    {
        foreach (var row in RandomRows())
        {
            var written = Write(row).Select(visit => visit.Value).ToArray();
            var reader = new ReplayingReader(written, column => TModel.Schema.Columns[column].IsNullable || TModel.Schema.KeyPartOf(column) >= 0);

            var read = TModel.Read(ref reader);

            Assert.Equal(written.Length, reader.Taken);
            // A key part whose type has no null reads as its default.
            var expected = written.Select((value, ordinal) => value ?? Oracle.Columns[ordinal].ValueOf(Default(Oracle.Columns[ordinal].PropertyType))).ToArray();
            var again = Write(read);
            for (var i = 0; i < expected.Length; i++) AssertExact(expected[i], again[i].Value);
        }
    }

    [Fact]
    public void Compare_finds_the_columns_that_differ()
    {
        foreach (var (before, after) in RandomPairs()) Assert.Equal(Oracle.Compare(before, after), TModel.Compare(in before, in after));
    }

    [Fact]
    public void Key_of_a_row_is_there_unless_a_part_is_null()
    {
        foreach (var row in RandomRows())
        {
            var expected = Oracle.KeyValues(row);
            Assert.Equal(!expected.Contains(null), TModel.TryGetKey(in row, out var key));
            if (expected.Contains(null))
            {
                Assert.Equal(default, key);
                continue;
            }

            var writer = new RecordingWriter();
            TKey.Write(in key, ref writer);
            Assert.Equal(Enumerable.Range(0, expected.Length), writer.Visits.Select(visit => visit.Column));
            for (var i = 0; i < expected.Length; i++) AssertExact(expected[i], writer.Visits[i].Value);
        }
    }

    [Fact]
    public void Key_reads_back_as_it_was_written()
    {
        foreach (var (_, key) in RandomKeys())
        {
            var writer = new RecordingWriter();
            TKey.Write(in key, ref writer);
            var reader = new ReplayingReader([.. writer.Visits.Select(visit => visit.Value)], _ => false);

            Assert.Equal(key, TKey.Read(ref reader));
        }
    }

    [Fact]
    public void Keys_are_equal_ordered_and_hashed_by_their_column_values()
    {
        var keys = RandomKeys().ToArray();
        foreach (var (leftValues, left) in keys)
        {
            foreach (var (rightValues, right) in keys)
            {
                var expected = Order(leftValues, rightValues);
                Assert.Equal(expected, Math.Sign(left.CompareTo(right)));
                Assert.Equal(expected == 0, left.Equals(right));
                if (expected == 0) Assert.Equal(left.GetHashCode(), right.GetHashCode());
            }
        }

        // Not a promise, but a hash of constants would be a mistake.
        if (keys.Distinct().Count() > 10) Assert.True(keys.Select(key => key.Key.GetHashCode()).Distinct().Count() > 1);
    }

    [Fact]
    public void Default_key_equals_itself_and_no_other()
    {
        Assert.Equal(default(TKey), default);
        Assert.Equal(0, default(TKey).CompareTo(default));
        Assert.Equal(default(TKey).GetHashCode(), default(TKey).GetHashCode());
        Assert.NotNull(default(TKey).ToString());
    }

    [Fact]
    public void Text_of_a_record_masks_what_is_sensitive()
    {
        foreach (var row in RandomRows())
        {
            if (Oracle.Text(row) is { } expected) Assert.Equal(expected, row.ToString());
        }

        foreach (var (_, key) in RandomKeys())
        {
            foreach (var part in Oracle.Key.Where(part => Oracle.Columns[part].IsSensitive)) Assert.Contains($"{Oracle.Columns[part].Member} = ***", key.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Lists_are_compared_as_a_dictionary_would()
    {
        var before = Distinct(RandomRows(1));
        var after = Distinct(RandomRows(2));

        var found = SyncDiff.FindChanges<TModel, TKey>(before.Values, after.Values);

        Assert.Equal(after.Where(pair => !before.ContainsKey(pair.Key)).Select(pair => pair.Value), found.Added, SameRow);
        Assert.Equal(before.Where(pair => !after.ContainsKey(pair.Key)).Select(pair => pair.Value), found.Removed, SameRow);
        var changed = after.Where(pair => before.ContainsKey(pair.Key)).Select(pair => Oracle.Compare(before[pair.Key], pair.Value)).Where(columns => columns.Count > 0);
        Assert.Equal(changed, found.Changed.Select(change => change.Columns.ToArray()));
    }

    [Fact]
    public async Task A_run_takes_for_changed_what_Compare_finds()
    {
        var definition = new SyncDefinition($"{typeof(TModel).Name}.Test", "test", SyncType.Objects, SyncMode.Upsert);
        var store = new InMemoryStateStore();
        var destination = new InMemoryDestination();
        var first = Distinct(RandomRows(1));
        // Key columns keep their spelling: a run compares the rest.
        var second = first.Values.Select((row, number) => Mutate(row, number)).ToArray();

        Task<SyncReport> Run(IEnumerable<TModel> rows)
            => SyncEngine.RunAsync<TModel, TKey>(definition, SyncSource.From(rows), destination, store, null, TestContext.Current.CancellationToken);

        Assert.Equal(SyncStatus.Succeeded, (await Run(first.Values)).Status);
        var report = await Run(second);

        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(first.Values.Zip(second).Count(pair => Oracle.Compare(pair.First, pair.Second).Count > 0), report.Counts.Changed);
    }

    private static bool SameRow(TModel left, TModel right)
        => Write(left).Zip(Write(right)).All(pair => Exact(pair.First.Value) is var a && Exact(pair.Second.Value) is var b && (a is byte[] x ? b is byte[] y && x.SequenceEqual(y) : Equals(a, b)));

    private static TModel Mutate(TModel row, int seed)
    {
        var random = new RandomValues(seed);
        return Create(Oracle.Columns.Select((column, ordinal) => Oracle.Key.Contains(ordinal) || random.Next(3) > 0 ? column.Property(row) : random.Of(column.PropertyType, IsAnnotatedNullable(column))));
    }

    private static Dictionary<TKey, TModel> Distinct(IEnumerable<TModel> rows)
    {
        var distinct = new Dictionary<TKey, TModel>();
        foreach (var row in rows)
        {
            if (TModel.TryGetKey(in row, out var key)) distinct.TryAdd(key, row);
        }

        return distinct;
    }

    private static List<(int Column, object? Value)> Write(TModel row)
    {
        var writer = new RecordingWriter();
        TModel.Write(in row, ref writer);
        return writer.Visits;
    }

    private static IEnumerable<TModel> RandomRows(int seed = 0)
    {
        var random = new RandomValues(seed);
        for (var i = 0; i < Rows; i++)
        {
            yield return Create(Oracle.Columns.Select((column, ordinal) => random.Of(column.PropertyType, IsAnnotatedNullable(column) || Oracle.Key.Contains(ordinal) && CanHoldNull(column))));
        }
    }

    private static IEnumerable<(TModel Before, TModel After)> RandomPairs()
    {
        var rows = RandomRows().ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            yield return (rows[i], rows[i]);
            yield return (rows[i], Mutate(rows[i], i));
            yield return (rows[i], rows[(i * 7 + 1) % rows.Length]);
        }
    }

    private static IEnumerable<(object?[] Values, TKey Key)> RandomKeys()
    {
        foreach (var row in RandomRows())
        {
            if (TModel.TryGetKey(in row, out var key)) yield return (Oracle.KeyValues(row), key);
        }
    }

    private static TModel Create(IEnumerable<object?> values) => (TModel)Oracle.Create([.. values]);

    // A wrapper that holds a nullable value makes a nullable column, but is itself never null.
    private static bool IsAnnotatedNullable(OracleColumn column) => column.IsNullable && CanHoldNull(column);

    private static bool CanHoldNull(OracleColumn column) => !column.PropertyType.IsValueType || Nullable.GetUnderlyingType(column.PropertyType) is not null;

    private static object? Default(Type type) => type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type) is var value && Nullable.GetUnderlyingType(type) is null ? value : null : null;

    private static int Order(object?[] left, object?[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            var order = left[i] is string text
                ? Oracle.Columns[Oracle.Key[i]].IgnoresCase ? TextFold.Compare(text, (string?)right[i]) : string.CompareOrdinal(text, (string?)right[i])
                : System.Collections.Comparer.DefaultInvariant.Compare(left[i], right[i]);
            if (order != 0) return Math.Sign(order);
        }

        return 0;
    }

    private static void AssertExact(object? expected, object? actual) => Assert.Equal(Exact(expected), Exact(actual));

    // Equal in every bit, type and kind included, not only in value.
    private static object? Exact(object? value) => value switch
    {
        double number => ("double", BitConverter.DoubleToInt64Bits(number)),
        float number => ("float", BitConverter.SingleToInt32Bits(number)),
        decimal number => string.Join(' ', decimal.GetBits(number)),
        DateTime time => (time.Ticks, time.Kind),
        DateTimeOffset time => (time.Ticks, time.Offset),
        _ => value,
    };
}
