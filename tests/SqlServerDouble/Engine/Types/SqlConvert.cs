using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Syncline.Doubles.Engine.Types;

/// <summary>Brings a value of one type to another: rounds, pads, cuts and refuses as SQL Server does.</summary>
/// <remarks>
/// Values are bool, byte, short, int, long, <see cref="SqlNumeric"/>, float, double, string, byte[], Guid, DateOnly,
/// TimeSpan, DateTime, DateTimeOffset; null is NULL.
/// </remarks>
public static partial class SqlConvert
{
    /// <summary>Converts for CAST and for operands: text that is too long is cut.</summary>
    public static object? To(object? value, SqlType from, SqlType to, int style = 0)
    {
        if (value is null || (from == to && !to.IsCodePageText))
            return value;
        return to.Kind switch
        {
            SqlKind.Bit => ToBit(value, from),
            SqlKind.TinyInt or SqlKind.SmallInt or SqlKind.Int or SqlKind.BigInt => ToInteger(value, from, to),
            SqlKind.Decimal or SqlKind.Money or SqlKind.SmallMoney => ToNumeric(value, from, to),
            SqlKind.Real or SqlKind.Float => ToApproximate(value, from, to),
            SqlKind.Char or SqlKind.VarChar or SqlKind.NChar or SqlKind.NVarChar or SqlKind.Xml => ToText(value, from, to, style),
            SqlKind.Binary or SqlKind.VarBinary or SqlKind.RowVersion => ToBinary(value, from, to, style),
            SqlKind.UniqueIdentifier => ToGuid(value, from, to),
            _ => ToTemporal(value, from, to),
        };
    }

    /// <summary>Converts for a column: text and bytes that are too long are refused, blanks at the end aside.</summary>
    public static object? Assign(object? value, SqlType from, SqlType to, string table, string column)
    {
        if (value is null)
            return null;
        var whole = to.IsMax || to.Kind is SqlKind.RowVersion || !(to.IsText || to.IsBinary) ? to : to with { Length = SqlType.Max };
        var converted = To(value, from, whole);
        if (whole == to)
            return converted;
        return converted switch
        {
            string text => FitText(text, to, table, column),
            byte[] bytes => FitBytes(bytes, to, table, column),
            _ => converted,
        };
    }

    private static string FitText(string text, SqlType to, string table, string column)
    {
        if (WireLength(text, to) > to.Length)
        {
            text = text.TrimEnd(' ');
            if (WireLength(text, to) > to.Length)
                throw SqlErrors.Truncated(table, column, text[..Math.Min(text.Length, Math.Min(to.Length, 100))]);
        }

        return to.HasFixedLength || text.Length < to.Length ? PadIfFixed(text, to) : text;
    }

    private static byte[] FitBytes(byte[] bytes, SqlType to, string table, string column)
    {
        if (bytes.Length > to.Length)
        {
            var kept = bytes.AsSpan().TrimEnd((byte)0).Length;
            if (kept > to.Length)
                throw SqlErrors.Truncated(table, column, "");
            bytes = bytes[..to.Length];
        }

        return PadIfFixed(bytes, to);
    }

    private static int WireLength(string text, SqlType type) =>
        type.IsCodePageText ? type.CollationOrDefault.CodePage.GetByteCount(text) : text.Length;

    private static string PadIfFixed(string text, SqlType type) =>
        type.HasFixedLength && !type.IsMax ? text + new string(' ', Math.Max(0, type.Length - WireLength(text, type))) : text;

    private static byte[] PadIfFixed(byte[] bytes, SqlType type)
    {
        if (type.Kind != SqlKind.Binary || type.IsMax || bytes.Length >= type.Length)
            return bytes;
        var padded = new byte[type.Length];
        bytes.CopyTo(padded, 0);
        return padded;
    }

    private static object ToBit(object value, SqlType from) => value switch
    {
        bool bit => bit,
        byte or short or int or long => System.Convert.ToInt64(value, CultureInfo.InvariantCulture) != 0,
        SqlNumeric number => !number.Unscaled.IsZero,
        float number => number != 0,
        double number => number != 0,
        byte[] bytes => bytes.Length > 0 && bytes[^1] != 0,
        string text when text.Trim().Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        string text when text.Trim().Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        string text when BigInteger.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => !number.IsZero,
        string { Length: 0 } => false,
        string text => throw SqlErrors.Conversion(from, text, SqlType.Bit),
        _ => throw SqlErrors.ExplicitConversion(from, SqlType.Bit),
    };

    private static object ToInteger(object value, SqlType from, SqlType to)
    {
        var (low, high) = to.Kind switch
        {
            SqlKind.TinyInt => (byte.MinValue, byte.MaxValue),
            SqlKind.SmallInt => (short.MinValue, short.MaxValue),
            SqlKind.Int => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        var whole = value switch
        {
            bool bit => bit ? 1 : 0,
            byte number => number,
            short number => number,
            int number => number,
            long number => number,
            SqlNumeric number => to.IsInteger && from.IsMoney ? number.Rescale(0).Unscaled : number.Truncate(),
            float number => FromFloat(number, from, to),
            double number => FromFloat(number, from, to),
            byte[] bytes => FromBytes(bytes, to),
            string text => FromText(text, from, to),
            DateTime time when from.Kind is SqlKind.DateTime or SqlKind.SmallDateTime => (BigInteger)(int)Math.Round((time - DateTimeBase).TotalDays, MidpointRounding.AwayFromZero),
            _ => throw SqlErrors.ExplicitConversion(from, to),
        };
        if (whole < low || whole > high)
        {
            throw value switch
            {
                string text when to.Kind == SqlKind.Int => SqlErrors.TextOverflow(from, text),
                byte or short or int or long when to.Kind is SqlKind.TinyInt or SqlKind.SmallInt => SqlErrors.Overflow(to, whole),
                _ => SqlErrors.Overflow(value is byte or short or int or long ? "expression" : from.Kind == SqlKind.Decimal ? "numeric" : from.Name, to),
            };
        }

        return to.Kind switch
        {
            SqlKind.TinyInt => (byte)whole,
            SqlKind.SmallInt => (short)whole,
            SqlKind.Int => (int)whole,
            _ => (object)(long)whole,
        };
    }

    private static BigInteger FromFloat(double number, SqlType from, SqlType to) =>
        double.IsFinite(number) && Math.Abs(number) < 1e38 ? new BigInteger(Math.Truncate(number)) : throw SqlErrors.Overflow(from, to);

    private static BigInteger FromBytes(byte[] bytes, SqlType to)
    {
        var width = to.Kind switch { SqlKind.TinyInt => 1, SqlKind.SmallInt => 2, SqlKind.Int => 4, _ => 8 };
        var last = bytes.AsSpan(Math.Max(0, bytes.Length - width));
        return new BigInteger(last, isUnsigned: last.Length < width || width == 1, isBigEndian: true);
    }

    private static BigInteger FromText(string text, SqlType from, SqlType to)
    {
        var trimmed = text.Trim(' ');
        if (trimmed.Length == 0)
            return BigInteger.Zero;
        if (BigInteger.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        throw to.Kind == SqlKind.BigInt ? SqlErrors.Converting(from, to) : SqlErrors.Conversion(from, text, to);
    }

    private static object ToNumeric(object value, SqlType from, SqlType to)
    {
        var number = value switch
        {
            SqlNumeric exact => exact,
            bool bit => SqlNumeric.From(bit ? 1 : 0),
            byte or short or int or long => SqlNumeric.From(System.Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            float single => FromDouble(single, from, to),
            double @double => FromDouble(@double, from, to),
            string text => SqlNumeric.TryParse(text, out var parsed) ? parsed
                : to.IsMoney && double.TryParse(text, NumberStyles.Currency, CultureInfo.InvariantCulture, out var money) ? SqlNumeric.From((decimal)money)
                : throw SqlErrors.Converting(from, to),
            byte[] bytes when to.IsMoney => new SqlNumeric(FromBytes(bytes, SqlType.BigInt), 4),
            _ => throw SqlErrors.ExplicitConversion(from, to),
        };
        var scaled = number.Rescale(to.Scale);
        var fits = to.Kind switch
        {
            SqlKind.Money => scaled.Unscaled >= long.MinValue && scaled.Unscaled <= long.MaxValue,
            SqlKind.SmallMoney => scaled.Unscaled >= int.MinValue && scaled.Unscaled <= int.MaxValue,
            _ => BigInteger.Abs(scaled.Unscaled) < SqlNumeric.Power(to.Precision),
        };
        return fits ? scaled : throw SqlErrors.Overflow(from, to);
    }

    private static SqlNumeric FromDouble(double number, SqlType from, SqlType to)
    {
        if (!double.IsFinite(number) || Math.Abs(number) >= 1e38)
            throw SqlErrors.Overflow(from, to);
        // SQL Server looks at 17 digits of a float, 9 of a real.
        var text = number.ToString(from.Kind == SqlKind.Real ? "E8" : "E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(text[(text.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        _ = SqlNumeric.TryParse(text.AsSpan(0, text.IndexOf('E', StringComparison.Ordinal)), out var mantissa);
        return exponent >= mantissa.Scale
            ? new SqlNumeric(mantissa.Unscaled * SqlNumeric.Power(exponent - mantissa.Scale), 0)
            : new SqlNumeric(mantissa.Unscaled, mantissa.Scale - exponent);
    }

    private static object ToApproximate(object value, SqlType from, SqlType to)
    {
        var number = value switch
        {
            double @double => @double,
            float single => single,
            bool bit => bit ? 1 : 0,
            byte or short or int or long => System.Convert.ToDouble(value, CultureInfo.InvariantCulture),
            SqlNumeric exact => exact.ToDouble(),
            string text when string.IsNullOrWhiteSpace(text) => 0,
            string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : throw SqlErrors.Converting(from, to),
            _ => throw SqlErrors.ExplicitConversion(from, to),
        };
        if (to.Kind == SqlKind.Float)
            return number;
        var rounded = (float)number;
        return float.IsInfinity(rounded) && double.IsFinite(number) ? throw SqlErrors.Overflow(from, to) : rounded;
    }

    private static object ToBinary(object value, SqlType from, SqlType to, int style)
    {
        var bytes = value switch
        {
            byte[] raw => raw,
            string text when style is 1 or 2 => FromHex(text, style, from, to),
            string text when from.IsCodePageText => from.CollationOrDefault.CodePage.GetBytes(text),
            string text => MemoryMarshal.AsBytes(text.AsSpan()).ToArray(),
            bool bit => [bit ? (byte)1 : (byte)0],
            byte number => [number],
            short number => BigEndian(BitConverter.GetBytes(number)),
            int number => BigEndian(BitConverter.GetBytes(number)),
            long number => BigEndian(BitConverter.GetBytes(number)),
            float number => BigEndian(BitConverter.GetBytes(number)),
            double number => BigEndian(BitConverter.GetBytes(number)),
            Guid guid => guid.ToByteArray(),
            SqlNumeric money when from.IsMoney => BigEndian(BitConverter.GetBytes((long)money.Unscaled)),
            SqlNumeric number => [(byte)from.Precision, (byte)from.Scale, 0, number.Unscaled.Sign < 0 ? (byte)0 : (byte)1, .. NumericMagnitude(number)],
            DateTime or DateOnly or TimeSpan or DateTimeOffset => TemporalBytes(value, from),
            _ => throw SqlErrors.ExplicitConversion(from, to),
        };
        if (to.IsMax)
            return bytes;
        if (bytes.Length > to.Length)
            bytes = from.IsNumber ? bytes[^to.Length..] : bytes[..to.Length];
        if (to.Kind != SqlKind.Binary || bytes.Length == to.Length)
            return bytes;
        // Numbers are padded on the left, everything else on the right.
        return from.IsNumber ? [.. new byte[to.Length - bytes.Length], .. bytes] : PadIfFixed(bytes, to);
    }

    private static byte[] NumericMagnitude(SqlNumeric number)
    {
        var bytes = BigInteger.Abs(number.Unscaled).ToByteArray(isUnsigned: true);
        var padded = new byte[(bytes.Length + 3) / 4 * 4];
        bytes.CopyTo(padded, 0);
        return padded;
    }

    private static byte[] FromHex(string text, int style, SqlType from, SqlType to)
    {
        var digits = style == 1 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : style == 2 ? text : null;
        if (digits is null || digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
            throw SqlErrors.Converting(from, to);
        return System.Convert.FromHexString(digits);
    }

    private static byte[] BigEndian(byte[] bytes)
    {
        Array.Reverse(bytes);
        return bytes;
    }

    private static object ToGuid(object value, SqlType from, SqlType to) => value switch
    {
        Guid guid => guid,
        byte[] bytes when bytes.Length >= 16 => new Guid(bytes.AsSpan(0, 16)),
        byte[] bytes => new Guid([.. bytes, .. new byte[16 - bytes.Length]]),
        string text => Guid.TryParse(text.Trim().Length > 38 ? text.Trim()[..36] : text.Trim(), out var guid) ? guid : throw SqlErrors.GuidConversion(),
        _ => throw SqlErrors.OperandClash(from, to),
    };
}
