namespace Syncline.Tests;

/// <summary>What tests ask of the rows of this folder.</summary>
internal interface ITestRow
{
    string KeyText { get; }

    string Text { get; }
}

/// <summary>A row that is a class, found by a number that may be missing. Written by hand as the generator writes it.</summary>
internal sealed record ClassRow(int? Id, string Text) : ISyncModel<ClassRow, ClassRow.Key>, ITestRow
{
    string ITestRow.KeyText => $"{Id}";

    static SyncSchema ISyncModel<ClassRow>.Schema { get; } = new("ClassRow", [0], [new("Id", ColumnKind.Int32, ColumnTraits.Nullable), new("Text", ColumnKind.Text)]);

    static bool ISyncModel<ClassRow, Key>.TryGetKey(in ClassRow row, out Key key)
    {
        key = new(row.Id.GetValueOrDefault());
        return row.Id is not null;
    }

    static void ISyncModel<ClassRow>.Write<TWriter>(in ClassRow row, ref TWriter writer)
    {
        if (row.Id is { } id) writer.Value(0, id);
        else writer.Null(0);
        writer.Text(1, row.Text);
    }

    static ClassRow ISyncModel<ClassRow>.Read<TReader>(ref TReader reader)
    {
        var id = reader.IsNull(0) ? default(int?) : reader.Value<int>(0);
        var text = reader.Text(1);
        return new(id, text);
    }

    static ColumnSet ISyncModel<ClassRow>.Compare(in ClassRow before, in ClassRow after)
    {
        var columns = default(ColumnSet);
        if (before.Text != after.Text) columns.Add(1);
        return columns;
    }

    public readonly record struct Key(int Id) : ISyncKey<Key>
    {
        public int CompareTo(Key other) => Id.CompareTo(other.Id);

        static void ISyncKey<Key>.Write<TWriter>(in Key key, ref TWriter writer) => writer.Value(0, key.Id);

        static Key ISyncKey<Key>.Read<TReader>(ref TReader reader) => new(reader.Value<int>(0));
    }
}

/// <summary>A row that is a struct, found by a text that is kept secret and whose hash says nothing.</summary>
internal readonly record struct StructRow(string Id, string Text) : ISyncModel<StructRow, StructRow.Key>, ITestRow
{
    string ITestRow.KeyText => Id;

    static SyncSchema ISyncModel<StructRow>.Schema { get; } = new("StructRow", [0], [new("Id", ColumnKind.Text, ColumnTraits.Sensitive), new("Text", ColumnKind.Text)]);

    static bool ISyncModel<StructRow, Key>.TryGetKey(in StructRow row, out Key key)
    {
        key = new(row.Id);
        return row.Id is not null;
    }

    static void ISyncModel<StructRow>.Write<TWriter>(in StructRow row, ref TWriter writer)
    {
        writer.Text(0, row.Id);
        writer.Text(1, row.Text);
    }

    static StructRow ISyncModel<StructRow>.Read<TReader>(ref TReader reader)
    {
        var id = reader.Text(0);
        var text = reader.Text(1);
        return new(id, text);
    }

    static ColumnSet ISyncModel<StructRow>.Compare(in StructRow before, in StructRow after)
    {
        var columns = default(ColumnSet);
        if (before.Text != after.Text) columns.Add(1);
        return columns;
    }

    public readonly record struct Key(string Id) : ISyncKey<Key>
    {
        public int CompareTo(Key other) => string.CompareOrdinal(Id, other.Id);

        // Half of all keys share a hash: whatever finds them by it has to compare them too.
        public override int GetHashCode() => Id.Length % 2;

        public override string ToString() => "Key { *** }";

        static void ISyncKey<Key>.Write<TWriter>(in Key key, ref TWriter writer) => writer.Text(0, key.Id);

        static Key ISyncKey<Key>.Read<TReader>(ref TReader reader) => new(reader.Text(0));
    }
}
