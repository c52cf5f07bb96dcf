using System.Collections;

namespace Syncline;

/// <summary>A set of columns, by ordinal; of any number, the first 64 without an allocation.</summary>
public struct ColumnSet : IEquatable<ColumnSet>, IEnumerable<int>
{
    private ulong _low;
    private ulong[]? _high;

    /// <summary>Whether the set is empty.</summary>
    public readonly bool IsEmpty => _low == 0 && _high is null;

    /// <summary>How many columns the set holds.</summary>
    public readonly int Count
    {
        get
        {
            var count = System.Numerics.BitOperations.PopCount(_low);
            foreach (var word in _high ?? []) count += System.Numerics.BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Puts a column into the set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is negative.</exception>
    public void Add(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        if (column < 64)
        {
            _low |= 1UL << column;
            return;
        }

        var word = (column >> 6) - 1;
        // A copy each time keeps the struct a value: two sets never share an array that one of them writes.
        var high = new ulong[Math.Max(word + 1, _high?.Length ?? 0)];
        _high?.CopyTo(high, 0);
        high[word] |= 1UL << (column & 63);
        _high = high;
    }

    /// <summary>Whether a column, by its ordinal, is in the set.</summary>
    public readonly bool Contains(int column)
    {
        if (column < 0) return false;
        if (column < 64) return (_low >> column & 1) != 0;
        var word = (column >> 6) - 1;
        return _high is not null && word < _high.Length && (_high[word] >> (column & 63) & 1) != 0;
    }

    /// <summary>Whether a column, by the generated enum, is in the set.</summary>
    public readonly bool Contains<TColumn>(TColumn column)
        where TColumn : struct, Enum
        => Contains(System.Runtime.CompilerServices.Unsafe.BitCast<TColumn, int>(column));

    /// <summary>The ordinals, ascending.</summary>
    public readonly IEnumerator<int> GetEnumerator()
    {
        var end = 64 + (_high?.Length ?? 0) * 64;
        for (var column = 0; column < end; column++)
        {
            if (Contains(column)) yield return column;
        }
    }

    readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public readonly bool Equals(ColumnSet other)
        => _low == other._low && (_high ?? []).AsSpan().SequenceEqual(other._high ?? []);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is ColumnSet other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => _low.GetHashCode();

    /// <summary>Whether two sets hold the same columns.</summary>
    public static bool operator ==(ColumnSet left, ColumnSet right) => left.Equals(right);

    /// <summary>Whether two sets differ.</summary>
    public static bool operator !=(ColumnSet left, ColumnSet right) => !left.Equals(right);

    /// <summary>The ordinals, for a person: <c>{1, 4}</c>.</summary>
    public override readonly string ToString() => $"{{{string.Join(", ", this)}}}";
}
