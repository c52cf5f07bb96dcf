using System.Globalization;

namespace Syncline.Conformance;

/// <summary>A record of a thousand columns: numbers, texts and dates by turns, each of which may be null. Written by hand, for nobody writes a class like this.</summary>
public sealed class Wide : ISyncModel<Wide, Wide.Key>
{
    /// <summary>How many columns there are, the key's included.</summary>
    public const int Columns = 1_000;

    private static readonly SyncSchema Described = Describe();
    private readonly object?[] _cells;

    private Wide(object?[] cells) => _cells = cells;

    /// <summary>A row whose every cell tells it from others; every seventh is null.</summary>
    /// <param name="id">The key.</param>
    /// <param name="version">Makes other values of the same key.</param>
    public static Wide Of(int id, int version)
    {
        var cells = new object?[Columns];
        cells[0] = id;
        for (var column = 1; column < Columns; column++)
        {
            var number = (id * 31 + column) * 7 + version;
            cells[column] = number % 7 == column % 7 ? null : KindOf(column) switch
            {
                ColumnKind.Int32 => number,
                ColumnKind.Text => string.Create(CultureInfo.InvariantCulture, $"t{number}"),
                _ => new DateOnly(2000, 1, 1).AddDays(number % 10_000),
            };
        }

        return new Wide(cells);
    }

    static SyncSchema ISyncModel<Wide>.Schema => Described;

    static void ISyncModel<Wide>.Write<TWriter>(in Wide row, ref TWriter writer)
    {
        for (var column = 0; column < Columns; column++)
        {
            switch (row._cells[column])
            {
                case null: writer.Null(column); break;
                case int number: writer.Value(column, number); break;
                case DateOnly day: writer.Value(column, day); break;
                case string text: writer.Text(column, text); break;
            }
        }
    }

    static Wide ISyncModel<Wide>.Read<TReader>(ref TReader reader)
    {
        var cells = new object?[Columns];
        for (var column = 0; column < Columns; column++)
        {
            if (reader.IsNull(column)) continue;
            cells[column] = KindOf(column) switch
            {
                ColumnKind.Int32 => reader.Value<int>(column),
                ColumnKind.Text => reader.Text(column),
                _ => reader.Value<DateOnly>(column),
            };
        }

        cells[0] ??= 0;
        return new Wide(cells);
    }

    static ColumnSet ISyncModel<Wide>.Compare(in Wide before, in Wide after)
    {
        var differ = new ColumnSet();
        for (var column = 1; column < Columns; column++)
        {
            if (!Equals(before._cells[column], after._cells[column])) differ.Add(column);
        }

        return differ;
    }

    static bool ISyncModel<Wide, Key>.TryGetKey(in Wide row, out Key key)
    {
        key = new Key((int)row._cells[0]!);
        return true;
    }

    private static ColumnKind KindOf(int column) => (column % 3) switch
    {
        0 => ColumnKind.Int32,
        1 => ColumnKind.Text,
        _ => ColumnKind.DateOnly,
    };

    private static SyncSchema Describe()
    {
        var columns = new SyncColumn[Columns];
        columns[0] = new SyncColumn("Id", ColumnKind.Int32);
        for (var column = 1; column < Columns; column++) columns[column] = new SyncColumn(string.Create(CultureInfo.InvariantCulture, $"Column{column}"), KindOf(column), ColumnTraits.Nullable);
        return new SyncSchema("Syncline.Conformance.Wide", [0], columns);
    }

    /// <summary>The key.</summary>
    /// <param name="Id">Its one part.</param>
    public readonly record struct Key(int Id) : ISyncKey<Key>
    {
        static void ISyncKey<Key>.Write<TWriter>(in Key key, ref TWriter writer) => writer.Value(0, key.Id);

        static Key ISyncKey<Key>.Read<TReader>(ref TReader reader) => new(reader.Value<int>(0));

        /// <inheritdoc/>
        public int CompareTo(Key other) => Id.CompareTo(other.Id);

        /// <summary>Whether a key comes before another.</summary>
        public static bool operator <(Key left, Key right) => left.CompareTo(right) < 0;

        /// <summary>Whether a key comes after another.</summary>
        public static bool operator >(Key left, Key right) => left.CompareTo(right) > 0;

        /// <summary>Whether a key does not come after another.</summary>
        public static bool operator <=(Key left, Key right) => left.CompareTo(right) <= 0;

        /// <summary>Whether a key does not come before another.</summary>
        public static bool operator >=(Key left, Key right) => left.CompareTo(right) >= 0;
    }
}
