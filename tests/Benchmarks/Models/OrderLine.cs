namespace Syncline.Benchmarks;

/// <summary>Found by two numbers.</summary>
internal sealed partial record OrderLine(long OrderId, int LineNumber, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool Active, int? Age, double Score);

// Written by hand as the generator writes it.
internal sealed partial record OrderLine : ISyncModel<OrderLine, OrderLine.Key>
{
    static SyncSchema ISyncModel<OrderLine>.Schema { get; } = new(
        "Syncline.Benchmarks.OrderLine",
        [0, 1],
        [
            new("OrderId", ColumnKind.Int64),
            new("LineNumber", ColumnKind.Int32),
            new("Email", ColumnKind.Text),
            new("Name", ColumnKind.Text, ColumnTraits.Nullable),
            new("LifetimeValue", ColumnKind.Decimal),
            new("UpdatedAt", ColumnKind.DateTime),
            new("Active", ColumnKind.Boolean),
            new("Age", ColumnKind.Int32, ColumnTraits.Nullable),
            new("Score", ColumnKind.Double),
        ]);

    static bool ISyncModel<OrderLine, Key>.TryGetKey(in OrderLine row, out Key key)
    {
        key = new(row.OrderId, row.LineNumber);
        return true;
    }

    static void ISyncModel<OrderLine>.Write<TWriter>(in OrderLine row, ref TWriter writer)
    {
        writer.Value(0, row.OrderId);
        writer.Value(1, row.LineNumber);
        writer.Text(2, row.Email);
        if (row.Name is { } name) writer.Text(3, name);
        else writer.Null(3);
        writer.Value(4, row.LifetimeValue);
        writer.Value(5, row.UpdatedAt);
        writer.Value(6, row.Active);
        if (row.Age is { } age) writer.Value(7, age);
        else writer.Null(7);
        writer.Value(8, row.Score);
    }

    static OrderLine ISyncModel<OrderLine>.Read<TReader>(ref TReader reader)
    {
        var orderId = reader.Value<long>(0);
        var lineNumber = reader.Value<int>(1);
        var email = reader.Text(2);
        var name = reader.IsNull(3) ? default(string?) : reader.Text(3);
        var lifetimeValue = reader.Value<decimal>(4);
        var updatedAt = reader.Value<DateTime>(5);
        var active = reader.Value<bool>(6);
        var age = reader.IsNull(7) ? default(int?) : reader.Value<int>(7);
        var score = reader.Value<double>(8);
        return new(orderId, lineNumber, email, name, lifetimeValue, updatedAt, active, age, score);
    }

    static ColumnSet ISyncModel<OrderLine>.Compare(in OrderLine before, in OrderLine after)
    {
        var columns = default(ColumnSet);
        if (before.Email != after.Email) columns.Add(2);
        if (before.Name != after.Name) columns.Add(3);
        if (before.LifetimeValue != after.LifetimeValue) columns.Add(4);
        if (before.UpdatedAt != after.UpdatedAt) columns.Add(5);
        if (before.Active != after.Active) columns.Add(6);
        if (before.Age != after.Age) columns.Add(7);
        if (!before.Score.Equals(after.Score)) columns.Add(8);
        return columns;
    }

    public readonly record struct Key(long OrderId, int LineNumber) : ISyncKey<Key>
    {
        public int CompareTo(Key other)
        {
            var order = OrderId.CompareTo(other.OrderId);
            return order != 0 ? order : LineNumber.CompareTo(other.LineNumber);
        }

        static void ISyncKey<Key>.Write<TWriter>(in Key key, ref TWriter writer)
        {
            writer.Value(0, key.OrderId);
            writer.Value(1, key.LineNumber);
        }

        static Key ISyncKey<Key>.Read<TReader>(ref TReader reader)
        {
            var orderId = reader.Value<long>(0);
            var lineNumber = reader.Value<int>(1);
            return new(orderId, lineNumber);
        }
    }
}
