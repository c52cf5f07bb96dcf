using System.Collections.Frozen;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Engine.Storage;

/// <summary>One database: schemas, tables, views, and who may not do what.</summary>
public sealed class Database
{
    private static readonly FrozenDictionary<string, int> SystemSchemas = new Dictionary<string, int>
    {
        ["dbo"] = 1,
        ["guest"] = 2,
        ["INFORMATION_SCHEMA"] = 3,
        ["sys"] = 4,
    }.ToFrozenDictionary();

    private int _lastObjectId = 245575913;
    private long _lastRowVersion = 2000;

    public Database(string name, int id, Collation collation)
    {
        (Name, Id, Collation) = (name, id, collation);
        NameComparer = new NameComparer(collation);
        Schemas = new Dictionary<string, int>(SystemSchemas, NameComparer);
        Tables = new Dictionary<string, Table>(NameComparer);
        Views = new Dictionary<string, View>(NameComparer);
    }

    public string Name { get; }

    public int Id { get; }

    public Collation Collation { get; }

    /// <summary>Tells this database from another of the same name.</summary>
    public Guid ServiceBroker { get; set; } = Guid.NewGuid();

    /// <summary>Names of objects and columns compare by the database's collation.</summary>
    public NameComparer NameComparer { get; }

    public Dictionary<string, int> Schemas { get; }

    /// <summary>By <see cref="Key"/>.</summary>
    public Dictionary<string, Table> Tables { get; }

    public Dictionary<string, View> Views { get; }

    /// <summary>Readers take the last committed row instead of waiting for a writer.</summary>
    public bool ReadCommittedSnapshot { get; set; }

    public bool AllowsSnapshot { get; set; }

    public bool IsReadOnly { get; set; }

    public int CompatibilityLevel { get; set; } = 160;

    /// <summary>Object and permission that were denied, as a test asked for.</summary>
    public HashSet<(string Key, string Permission)> Denials { get; } = [];

    /// <summary>The last value given to a rowversion column.</summary>
    public long LastRowVersion => _lastRowVersion;

    public static string Key(string schema, string name) => $"{schema}\u001F{name}";

    public bool NamesEqual(string left, string right) => NameComparer.Equals(left, right);

    public int NextObjectId() => _lastObjectId += 16_000_057 / 1000;

    public byte[] NextRowVersion()
    {
        var bytes = BitConverter.GetBytes(++_lastRowVersion);
        Array.Reverse(bytes);
        return bytes;
    }

    public Table? FindTable(string schema, string name) => Tables.GetValueOrDefault(Key(schema, name));

    public View? FindView(string schema, string name) => Views.GetValueOrDefault(Key(schema, name));
}

/// <summary>Compares names by a collation.</summary>
public sealed class NameComparer(Collation collation) : IEqualityComparer<string>
{
    public bool Equals(string? x, string? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && collation.EqualityKey(x) == collation.EqualityKey(y));

    public int GetHashCode(string obj) => collation.EqualityKey(obj).GetHashCode(StringComparison.Ordinal);
}
