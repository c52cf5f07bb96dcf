using System.Globalization;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Engine.Storage;

/// <summary>An index. A unique one finds its rows by key; another one is only there to be listed.</summary>
public sealed class TableIndex(Table table, string name, int[] columns)
{
    private readonly Dictionary<RowKey, Row> _rows = [];

    // Keys that an open transaction took away: whether they are free is known when it ends.
    private readonly Dictionary<RowKey, Transaction> _freed = [];

    public Table Table => table;

    public string Name { get; set; } = name;

    public int Id { get; set; }

    public int ObjectId { get; set; }

    public int[] Columns => columns;

    public bool[] Descending { get; init; } = new bool[columns.Length];

    public int[] Included { get; init; } = [];

    public bool IsUnique { get; init; }

    public bool IsPrimaryKey { get; init; }

    /// <summary>Belongs to a PRIMARY KEY or UNIQUE constraint.</summary>
    public bool IsConstraint { get; init; }

    public bool IsClustered { get; init; }

    public bool IgnoresDuplicates { get; init; }

    public bool IsDisabled { get; set; }

    public string? FilterDefinition { get; init; }

    public Func<Session, object?[], bool?>? Filter { get; init; }

    public RowKey KeyOf(object?[] values)
    {
        var parts = new object?[columns.Length];
        for (var index = 0; index < columns.Length; index++)
            parts[index] = values[columns[index]] is { } value ? SqlCompare.EqualityKey(value, table.Columns[columns[index]].Type) : null;
        return new RowKey(parts);
    }

    public bool Covers(Session session, object?[] values) => IsUnique && !IsDisabled && (Filter is null || Filter(session, values) == true);

    public Row? Find(RowKey key) => _rows.GetValueOrDefault(key);

    /// <summary>The transaction that took the key away and is still open.</summary>
    public Transaction? FreedBy(RowKey key) => _freed.GetValueOrDefault(key);

    public void Add(RowKey key, Row row) => _rows[key] = row;

    public void Remove(RowKey key, Row row)
    {
        if (_rows.TryGetValue(key, out var found) && ReferenceEquals(found, row))
            _rows.Remove(key);
    }

    public void Free(RowKey key, Transaction transaction)
    {
        if (_freed.TryAdd(key, transaction))
            transaction.WhenEnded(() => _freed.Remove(key));
    }

    public void Clear() => _rows.Clear();

    public SqlError Duplicate(object?[] values)
    {
        var key = $"({string.Join(", ", columns.Select(column => Describe(values[column], table.Columns[column].Type)))})";
        return IsConstraint
            ? SqlErrors.DuplicateConstraint(IsPrimaryKey, Name, table.QualifiedName, key)
            : SqlErrors.DuplicateIndex(Name, table.QualifiedName, key);
    }

    public static string Describe(object? value, SqlType type) => value switch
    {
        null => "<NULL>",
        byte[] bytes => "0x" + System.Convert.ToHexString(bytes).ToLowerInvariant(),
        DateTime time => time.ToString("MMM dd yyyy hh:mmtt", CultureInfo.InvariantCulture),
        _ => (string)SqlConvert.To(value, type, SqlType.NVarChar(SqlType.Max))!,
    };
}
