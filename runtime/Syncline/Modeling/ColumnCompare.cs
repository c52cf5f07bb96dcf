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

    /// <summary>Whether two numbers are equal or no further apart than <paramref name="tolerance"/>: by the very rule that a run applies to the value it keeps.</summary>
    public static bool AreWithin(float? before, float? after, double tolerance) => ToleranceSlot.AreClose(Slot(before), Slot(after), tolerance);

    /// <inheritdoc cref="AreWithin(float?, float?, double)"/>
    public static bool AreWithin(double? before, double? after, double tolerance) => ToleranceSlot.AreClose(Slot(before), Slot(after), tolerance);

    /// <inheritdoc cref="AreWithin(float?, float?, double)"/>
    public static bool AreWithin(decimal? before, decimal? after, double tolerance) => ToleranceSlot.AreClose(Slot(before), Slot(after), tolerance);

    private static double Slot<T>(T? value)
        where T : struct
        => value is { } number ? ToleranceSlot.Of(number) : ToleranceSlot.Null;
}
