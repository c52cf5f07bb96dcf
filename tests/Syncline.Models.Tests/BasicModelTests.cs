using Syncline.Models.Tests.Oracle;
using Syncline.TestModels;
using Xunit;

namespace Syncline.Models.Tests;

public sealed class BasicModelTests
{
    private static readonly Customer Row = new(7, "ada@example.org", null, 12.50m, new(2024, 2, 29), true, 36, 1.5);

    [Fact]
    public void Key_of_a_row_is_its_key_parts()
    {
        Assert.Equal(new Customer.Key(7), Row.GetKey());
        Assert.Equal(new OrderLine.Key(5, 2), new OrderLine(5, 2, "x", 1).GetKey());
        Assert.Equal(new Taken.RowKey(3), new Taken(3, "", 0, 0, 0).GetRowKey());
    }

    [Fact]
    public void Key_that_has_no_value_is_an_error_that_names_model_and_part()
    {
        var row = new NullableKey("a", null, new("b"), new("c"), new(1), Tier.Pro);

        var error = Assert.Throws<InvalidOperationException>(() => row.GetKey());

        Assert.Equal("The row of Syncline.TestModels.NullableKey has no key: Number is null.", error.Message);
    }

    [Fact]
    public void Wrapper_that_holds_null_is_no_key()
    {
        var row = new NullableKey("a", 1, new("b"), new Nickname(null), new(1), Tier.Pro);

        Assert.Contains("Nick is null", Assert.Throws<InvalidOperationException>(() => row.GetKey()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_in_a_column_that_never_is_one_is_an_error_that_names_the_column()
    {
        var writer = new RecordingWriter();

        var error = Assert.Throws<UnreadableRowException>(() => Write(Row with { Email = null! }, writer));

        Assert.Equal("Email", error.Column);
        Assert.Equal("The column Email is null, but the model says it never is. Make the property nullable, or give the row a value.", error.Message);
    }

    [Fact]
    public void Text_that_is_no_enum_member_is_an_error_that_names_the_column_and_the_text()
    {
        var error = Assert.Throws<UnreadableRowException>(() => Read<TestModels.Plan>((short)0, "Nope", (short)0, null, null, "Pro"));

        Assert.Equal("Rights", error.Column);
        Assert.Equal("The column Rights holds 'Nope', which is neither a name of its enum nor the number of an unnamed value.", error.Message);
    }

    [Fact]
    public void Error_about_a_sensitive_column_holds_no_value()
    {
        var error = Assert.Throws<UnreadableRowException>(() => Read<TestModels.Plan>((short)0, "Own", (short)0, null, "Secret", "Pro"));

        Assert.Equal("wanted", error.Column);
        Assert.DoesNotContain("Secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Enum_by_name_reads_aliases_and_numbers()
    {
        var plan = Read<TestModels.Plan>((short)0, "View", (short)0, null, "24", "-7");

        Assert.Equal(Rights.Read, plan.Rights);
        Assert.Equal((Rights)24, plan.Wanted);
        Assert.Equal((Tier)(-7), plan.Last);
    }

    [Fact]
    public void Changed_columns_are_asked_for_by_the_generated_enum()
    {
        var changes = Customer.FindChanges([Row], [Row with { Name = "Ada", Age = null }]);

        var columns = Assert.Single(changes.Changed).Columns;
        Assert.True(columns.Contains(Customer.Column.Name));
        Assert.True(columns.Contains(Customer.Column.Age));
        Assert.False(columns.Contains(Customer.Column.Email));
    }

    [Fact]
    public void Definition_says_what_the_attribute_says()
    {
        Assert.Equal(
            new SyncDefinition("Customer.Sync", "Syncline.TestModels.Customer/", SyncType.Objects, Upsert) { WhenRemoved = WhenRemoved.Delete },
            Customer.Sync.Definition);
        Assert.Equal(
            new SyncDefinition("OrderLine.WarehouseSync", "Syncline.TestModels.OrderLine/Warehouse", SyncType.Objects, Upsert),
            OrderLine.WarehouseSync.Definition);
        Assert.Equal("Taken.DefaultSync", Taken.DefaultSync.Definition.Name);
    }

    [Fact]
    public void Model_in_a_generic_type_has_a_state_for_each_of_its_arguments()
    {
        Assert.Equal("Syncline.TestModels.Exports<System.Int32,System.String>.IParts.Customer/Crm", Exports<int, string>.IParts.Customer.CrmSync.Definition.Id);
        Assert.NotEqual(Exports<int, int>.IParts.Customer.CrmSync.Definition.Id, Exports<int, string>.IParts.Customer.CrmSync.Definition.Id);
        Assert.Equal("Exports.IParts.Customer.CrmSync", Exports<int, string>.IParts.Customer.CrmSync.Definition.Name);
    }

    [Fact]
    public void Sync_binds_to_a_destination_that_can_and_to_no_other()
    {
        Assert.True(Customer.Sync.TryTo(new InMemoryDestination(), out var bound));
        Assert.Same(Customer.Sync.Definition, bound.Definition);
        Assert.False(Customer.Sync.TryTo(new Inserter(), out bound));
        Assert.Null(bound);
        Assert.False(Customer.Sync.TryTo(null!, out _));
    }

    [Fact]
    public void Row_read_and_written_through_the_contract_does_not_box()
    {
        var row = Row;
        var writer = default(CountingWriter);
        for (var i = 0; i < 100; i++) Write(row, ref writer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) Write(row, ref writer);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(8 * 1_100, writer.Count);
    }

    private static void Write<TModel>(TModel row, RecordingWriter writer)
        where TModel : ISyncModel<TModel>
        => TModel.Write(in row, ref writer);

    private static void Write<TModel>(TModel row, ref CountingWriter writer)
        where TModel : ISyncModel<TModel>
        => TModel.Write(in row, ref writer);

    private static TModel Read<TModel>(params object?[] values)
        where TModel : ISyncModel<TModel>
    {
        var reader = new ReplayingReader(values, _ => true);
        return TModel.Read(ref reader);
    }

    private sealed class Inserter : IInserts
    {
        public string Identity => "inserter";
    }

    private struct CountingWriter : IRowWriter
    {
        public int Count { get; private set; }

        public void Null(int column) => Count++;

        public void Value<T>(int column, T value)
            where T : struct
            => Count++;

        public void Text(int column, string value) => Count++;

        public void Bytes(int column, ReadOnlySpan<byte> value) => Count++;
    }
}
