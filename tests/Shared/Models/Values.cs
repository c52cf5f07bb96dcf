using System.Globalization;

namespace Syncline.TestModels;

public enum Tier : short
{
    Free = 0,
    Pro = 5,
    Max = -3,
}

[Flags]
public enum Rights : ulong
{
    None = 0,
    Read = 1,
    View = Read,
    Write = 2,
    Own = 1UL << 63,
}

public readonly record struct CustomerId(int Value);

public sealed record EmailAddress(string Address);

public readonly record struct Nickname(string? Value);

public readonly record struct Points(int? Value);

public readonly record struct Level(Tier Tier);

/// <summary>A struct that a text converts to, so that null does.</summary>
public readonly record struct Code(string Text)
{
    public static implicit operator Code(string text) => new(text);
}

/// <summary>A class without equality of its own, made by a factory.</summary>
public sealed class Sku
{
    private Sku(string text) => Text = text;

    public string Text { get; }

    public static Sku From(string text) => new(text);
}

/// <summary>A struct without a constructor for its value.</summary>
public struct Weight
{
    public double Grams { get; private set; }

    public static Weight Create(double grams) => new() { Grams = grams };
}

public sealed record Tags(string Joined, int Count)
{
    public static Tags Of(params string[] tags) => new(string.Join(',', tags), tags.Length);
}

/// <summary>Two conversions in one type, of classes.</summary>
public sealed class TagConverter : IColumnConverter<Tags, string>, IColumnConverter<Version, byte[]>
{
    public static string ToColumn(Tags value) => $"{value.Count.ToString(CultureInfo.InvariantCulture)}:{value.Joined}";

    public static Tags FromColumn(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        return new(value[(colon + 1)..], int.Parse(value[..colon], CultureInfo.InvariantCulture));
    }

    public static byte[] ToColumn(Version value) => [(byte)value.Major, (byte)value.Minor];

    public static Version FromColumn(byte[] value) => new(value[0], value[1]);
}

/// <summary>Implements its contract explicitly.</summary>
public readonly struct VersionNumbers : IColumnConverter<Version, long>
{
    static long IColumnConverter<Version, long>.ToColumn(Version value) => ((long)value.Major << 32) + value.Minor;

    static Version IColumnConverter<Version, long>.FromColumn(long value) => new((int)(value >> 32), (int)(value & int.MaxValue));
}

/// <summary>A generic converter of a value type.</summary>
public class HalfConverter<T> : IColumnConverter<Half, T>
    where T : System.Numerics.INumber<T>
{
    public static T ToColumn(Half value) => T.CreateChecked(value);

    public static Half FromColumn(T value) => Half.CreateChecked(value);
}
