using Syncline.TestModels;

namespace Syncline.Models.Tests.Oracle;

/// <summary>Random values of every type a column can have; small pools, so that equal values and edges are met often.</summary>
internal sealed class RandomValues(int seed)
{
    // Letters whose case folds alike in every version of Unicode, and a lone surrogate, which must survive.
    private static readonly string[] Texts = ["", "a", "A", "ab", "aB", "b", "é", "É", "ß", "ss", "\uD800", "\U0001F600", "z\0z", " a", "Zürich", "ZÜRICH"];

    private readonly Random _random = new(seed);

    public int Next(int end) => _random.Next(end);

    /// <summary>A value of a type; null now and then where that is allowed.</summary>
    public object? Of(Type type, bool canBeNull)
    {
        if (canBeNull && _random.Next(4) == 0) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? OfEnum(type) : OfBasic(type) ?? OfOwn(type);
    }

    private object OfEnum(Type type)
    {
        var values = Enum.GetValues(type);
        // A value without a name now and then.
        return _random.Next(5) == 0 ? Enum.ToObject(type, _random.Next(3, 30)) : values.GetValue(_random.Next(values.Length))!;
    }

    private object? OfBasic(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => _random.Next(2) == 0,
        TypeCode.Byte => Pick<byte>(0, 1, byte.MaxValue),
        TypeCode.SByte => Pick<sbyte>(0, -1, sbyte.MinValue, sbyte.MaxValue),
        TypeCode.Char => Pick('a', 'A', '\0', '\uD800', '\uFFFF'),
        TypeCode.Int16 => Pick<short>(0, -1, short.MinValue, short.MaxValue),
        TypeCode.UInt16 => Pick<ushort>(0, 1, ushort.MaxValue),
        TypeCode.Int32 => Pick(0, -1, 1, int.MinValue, int.MaxValue, _random.Next(10)),
        TypeCode.UInt32 => Pick(0u, 1u, uint.MaxValue),
        TypeCode.Int64 => Pick(0L, -1L, long.MinValue, long.MaxValue, _random.Next(10)),
        TypeCode.UInt64 => Pick(0UL, 1UL, ulong.MaxValue),
        TypeCode.Single => Pick(0f, -0f, 1.5f, 3.25f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon),
        TypeCode.Double => Pick(0d, -0d, 1.5, 1.5 + 1e-10, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue),
        TypeCode.Decimal => Pick(0m, 0.00m, 1.0m, 1.00m, 1.25m, 1.250m, -1m, decimal.MaxValue, decimal.MinValue),
        TypeCode.String => Pick(Texts),
        TypeCode.DateTime => Pick(new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Local), DateTime.MinValue, DateTime.MaxValue),
        _ => null,
    };

    private object OfOwn(Type type) => type switch
    {
        _ when type == typeof(nint) => Pick<nint>(0, -1, int.MaxValue),
        _ when type == typeof(nuint) => Pick<nuint>(0, 1, uint.MaxValue),
        _ when type == typeof(Guid) => Pick(Guid.Empty, new Guid("00000000-0000-0000-0000-000000000001"), new Guid("01000000-0000-0000-0000-000000000000")),
        _ when type == typeof(DateTimeOffset) => Pick(new DateTimeOffset(2024, 2, 29, 1, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 2, 29, 3, 0, 0, TimeSpan.FromHours(2)), DateTimeOffset.MaxValue),
        _ when type == typeof(DateOnly) => Pick(DateOnly.MinValue, new DateOnly(2024, 2, 29), DateOnly.MaxValue),
        _ when type == typeof(TimeOnly) => Pick(TimeOnly.MinValue, new TimeOnly(1, 2, 3), TimeOnly.MaxValue),
        _ when type == typeof(TimeSpan) => Pick(TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.FromTicks(1)),
        _ when type == typeof(byte[]) => Bytes(),
        _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(Bytes()),
        _ when type == typeof(Half) => Pick((Half)0, (Half)1, (Half)1.25, Half.MaxValue),
        _ when type == typeof(CustomerId) => new CustomerId(Pick(0, 1, -1, int.MaxValue)),
        _ when type == typeof(Code) => new Code(Pick(Texts)),
        _ when type == typeof(EmailAddress) => new EmailAddress(Pick(Texts)),
        _ when type == typeof(Nickname) => new Nickname(_random.Next(3) == 0 ? null : Pick(Texts)),
        _ when type == typeof(Points) => new Points(_random.Next(3) == 0 ? null : _random.Next(3)),
        _ when type == typeof(Level) => new Level((Tier)OfEnum(typeof(Tier))),
        _ when type == typeof(Sku) => Sku.From(Pick(Texts)),
        _ when type == typeof(Weight) => Weight.Create(Pick(0d, -0d, 1.5, double.NaN)),
        _ when type == typeof(Money) => new Money(_random.Next(-5, 500) / 100m, "EUR"),
        _ when type == typeof(Tags) => Tags.Of(Pick("a", "A", "b"), Pick("x", "y")),
        _ when type == typeof(Version) => new Version(_random.Next(3), _random.Next(3)),
        _ => throw new NotSupportedException($"No random values of {type}."),
    };

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(3)];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)_random.Next(2);
        return bytes;
    }
}
