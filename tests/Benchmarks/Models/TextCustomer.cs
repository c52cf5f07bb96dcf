namespace Syncline.Benchmarks;

/// <summary>Found by a text.</summary>
internal sealed partial record TextCustomer(string Code, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool Active, int? Age, double Score);

// Written by hand as the generator writes it.
internal sealed partial record TextCustomer : ISyncModel<TextCustomer, TextCustomer.Key>
{
    static SyncSchema ISyncModel<TextCustomer>.Schema { get; } = new(
        "Syncline.Benchmarks.TextCustomer",
        [0],
        [
            new("Code", ColumnKind.Text),
            new("Email", ColumnKind.Text),
            new("Name", ColumnKind.Text, ColumnTraits.Nullable),
            new("LifetimeValue", ColumnKind.Decimal),
            new("UpdatedAt", ColumnKind.DateTime),
            new("Active", ColumnKind.Boolean),
            new("Age", ColumnKind.Int32, ColumnTraits.Nullable),
            new("Score", ColumnKind.Double),
        ]);

    static bool ISyncModel<TextCustomer, Key>.TryGetKey(in TextCustomer row, out Key key)
    {
        key = new(row.Code);
        return row.Code is not null;
    }

    static void ISyncModel<TextCustomer>.Write<TWriter>(in TextCustomer row, ref TWriter writer)
    {
        writer.Text(0, row.Code);
        writer.Text(1, row.Email);
        if (row.Name is { } name) writer.Text(2, name);
        else writer.Null(2);
        writer.Value(3, row.LifetimeValue);
        writer.Value(4, row.UpdatedAt);
        writer.Value(5, row.Active);
        if (row.Age is { } age) writer.Value(6, age);
        else writer.Null(6);
        writer.Value(7, row.Score);
    }

    static TextCustomer ISyncModel<TextCustomer>.Read<TReader>(ref TReader reader)
    {
        var code = reader.Text(0);
        var email = reader.Text(1);
        var name = reader.IsNull(2) ? default(string?) : reader.Text(2);
        var lifetimeValue = reader.Value<decimal>(3);
        var updatedAt = reader.Value<DateTime>(4);
        var active = reader.Value<bool>(5);
        var age = reader.IsNull(6) ? default(int?) : reader.Value<int>(6);
        var score = reader.Value<double>(7);
        return new(code, email, name, lifetimeValue, updatedAt, active, age, score);
    }

    static ColumnSet ISyncModel<TextCustomer>.Compare(in TextCustomer before, in TextCustomer after)
    {
        var columns = default(ColumnSet);
        if (before.Email != after.Email) columns.Add(1);
        if (before.Name != after.Name) columns.Add(2);
        if (before.LifetimeValue != after.LifetimeValue) columns.Add(3);
        if (before.UpdatedAt != after.UpdatedAt) columns.Add(4);
        if (before.Active != after.Active) columns.Add(5);
        if (before.Age != after.Age) columns.Add(6);
        if (!before.Score.Equals(after.Score)) columns.Add(7);
        return columns;
    }

    public readonly record struct Key(string Code) : ISyncKey<Key>
    {
        public int CompareTo(Key other) => string.CompareOrdinal(Code, other.Code);

        static void ISyncKey<Key>.Write<TWriter>(in Key key, ref TWriter writer)
        {
            writer.Text(0, key.Code);
        }

        static Key ISyncKey<Key>.Read<TReader>(ref TReader reader)
        {
            var code = reader.Text(0);
            return new(code);
        }
    }
}
