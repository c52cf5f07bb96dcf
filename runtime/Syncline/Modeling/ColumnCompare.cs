using System.ComponentModel;

namespace Syncline;

/// <summary>Comparisons that generated code calls where an operator won't do. Null equals null alone.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ColumnCompare
{
    /// <summary>Whether two numbers are equal; NaN equals NaN, and -0.0 equals 0.0.</summary>
    public static bool AreEqual(float? before, float? after)
        => before is { } a && after is { } b ? a.Equals(b) : before.HasValue == after.HasValue;

    /// <inheritdoc cref="AreEqual(float?, float?)"/>
    public static bool AreEqual(double? before, double? after)
        => before is { } a && after is { } b ? a.Equals(b) : before.HasValue == after.HasValue;

    /// <summary>Whether two arrays hold the same bytes.</summary>
    public static bool AreEqual(byte[]? before, byte[]? after)
        => ReferenceEquals(before, after) || before is not null && after is not null && before.AsSpan().SequenceEqual(after);

    /// <inheritdoc cref="AreEqual(byte[], byte[])"/>
    public static bool AreEqual(ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte>? after)
        => before is { } a && after is { } b ? a.Span.SequenceEqual(b.Span) : before.HasValue == after.HasValue;

    /// <summary>Whether two numbers are equal or no further apart than <paramref name="tolerance"/>.</summary>
    public static bool AreWithin(float? before, float? after, double tolerance)
        => before is { } a && after is { } b ? a.Equals(b) || Math.Abs((double)a - b) <= tolerance : before.HasValue == after.HasValue;

    /// <inheritdoc cref="AreWithin(float?, float?, double)"/>
    public static bool AreWithin(double? before, double? after, double tolerance)
        => before is { } a && after is { } b ? a.Equals(b) || Math.Abs(a - b) <= tolerance : before.HasValue == after.HasValue;

    /// <inheritdoc cref="AreWithin(float?, float?, double)"/>
    public static bool AreWithin(decimal? before, decimal? after, double tolerance)
        => before is { } a && after is { } b ? AreWithin(a, b, tolerance) : before.HasValue == after.HasValue;

    private static bool AreWithin(decimal a, decimal b, double tolerance)
    {
        if (a == b) return true;
        // Near the ends of the type neither the difference nor the tolerance may fit it; there a double is exact enough.
        const double safe = 1e27;
        var distance = Math.Abs((double)a - (double)b);
        return tolerance > safe || distance > safe ? distance <= tolerance : Math.Abs(a - b) <= (decimal)tolerance;
    }
}
