using System.Collections.Immutable;

namespace Syncline;

/// <summary>A column of a model.</summary>
/// <param name="Name">The name at source and destination.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Traits">What is special about it.</param>
public sealed record SyncColumn(string Name, ColumnKind Kind, ColumnTraits Traits = ColumnTraits.None)
{
    /// <summary>The property's name.</summary>
    /// <value>Default: the column's.</value>
    public string Member { get; init; } = Name;

    /// <summary>A number within this distance of the value last delivered is no change; 0 compares exactly.</summary>
    public double Tolerance { get; init; }

    /// <summary>Whether the column may be null.</summary>
    public bool IsNullable => (Traits & ColumnTraits.Nullable) != 0;

    /// <summary>Whether its values are kept out of texts.</summary>
    public bool IsSensitive => (Traits & ColumnTraits.Sensitive) != 0;

    /// <summary>Whether a null is left out of delivery.</summary>
    public bool SkipsNull => (Traits & ColumnTraits.SkipNull) != 0;
}

/// <summary>The columns of a model, in ordinal order, and which of them are its key.</summary>
public sealed class SyncSchema
{
    private readonly int[] _keyPart;

    /// <summary>Describes a model.</summary>
    /// <param name="model">The model's full name.</param>
    /// <param name="key">The ordinals of the key's columns, in the order of the key.</param>
    /// <param name="columns">The columns, in ordinal order.</param>
    /// <param name="keepRows">Whether the state keeps whole rows.</param>
    /// <exception cref="ArgumentException">The key is empty, or names a column twice or one that is not there.</exception>
    public SyncSchema(string model, ReadOnlySpan<int> key, ReadOnlySpan<SyncColumn> columns, bool keepRows = false)
    {
        if (key.IsEmpty) throw new ArgumentException($"The model {model} has no key.", nameof(key));
        Model = model;
        Columns = [.. columns];
        Key = [.. key];
        KeepRows = keepRows;
        _keyPart = new int[columns.Length];
        Array.Fill(_keyPart, -1);
        for (var part = 0; part < key.Length; part++)
        {
            if ((uint)key[part] >= (uint)columns.Length) throw new ArgumentException($"The key of {model} names column {key[part]}, but there are {columns.Length}.", nameof(key));
            if (_keyPart[key[part]] >= 0) throw new ArgumentException($"The key of {model} names column {columns[key[part]].Name} twice.", nameof(key));
            _keyPart[key[part]] = part;
        }
    }

    /// <summary>The model's full name, as in <c>Shop.Customer</c>.</summary>
    public string Model { get; }

    /// <summary>The columns, in ordinal order.</summary>
    public ImmutableArray<SyncColumn> Columns { get; }

    /// <summary>The ordinals of the key's columns, in the order of the key.</summary>
    public ImmutableArray<int> Key { get; }

    /// <summary>Whether the state keeps whole rows.</summary>
    public bool KeepRows { get; }

    /// <summary>The place of a column in the key, or -1.</summary>
    public int KeyPartOf(int column) => _keyPart[column];

    /// <summary>The ordinal of a column by name, without case, or -1.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (Columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return -1;
    }
}
