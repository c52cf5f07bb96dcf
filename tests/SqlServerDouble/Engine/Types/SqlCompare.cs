using System.Data.SqlTypes;

namespace Syncline.Doubles.Engine.Types;

/// <summary>Order and equality of two values of one type, neither of them NULL.</summary>
public static class SqlCompare
{
    public static int Compare(object left, object right, SqlType type) => left switch
    {
        string text => type.CollationOrDefault.Compare(text, (string)right),
        byte[] bytes => bytes.AsSpan().TrimEnd((byte)0).SequenceCompareTo(((byte[])right).AsSpan().TrimEnd((byte)0)),
        Guid guid => new SqlGuid(guid).CompareTo(new SqlGuid((Guid)right)),
        DateTimeOffset moment => moment.UtcTicks.CompareTo(((DateTimeOffset)right).UtcTicks),
        IComparable comparable => comparable.CompareTo(right),
        SqlNumeric number => number.CompareTo((SqlNumeric)right),
        _ => throw SqlErrors.NotSupported($"comparing values of type {type}"),
    };

    public static bool AreEqual(object left, object right, SqlType type) =>
        left is string text && !ReferenceEquals(left, right)
            ? string.Equals(text, (string)right, StringComparison.Ordinal) || type.CollationOrDefault.EqualityKey(text) == type.CollationOrDefault.EqualityKey((string)right)
            : Compare(left, right, type) == 0;

    /// <summary>An object whose .NET equality is the type's equality: what hash tables are keyed by.</summary>
    public static object EqualityKey(object value, SqlType type) => value switch
    {
        string text => type.CollationOrDefault.EqualityKey(text),
        byte[] bytes => System.Convert.ToHexString(bytes.AsSpan().TrimEnd((byte)0)),
        SqlNumeric number => number.Normalize(),
        DateTimeOffset moment => moment.UtcTicks,
        double number when number == 0 => 0.0,
        float number when number == 0 => 0f,
        _ => value,
    };

    /// <summary>Whether both are the same to the last bit: blanks at the end, case and offset included.</summary>
    public static bool AreIdentical(object? left, object? right) => (left, right) switch
    {
        (byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other),
        (DateTimeOffset one, DateTimeOffset other) => one.EqualsExact(other),
        _ => Equals(left, right),
    };
}
