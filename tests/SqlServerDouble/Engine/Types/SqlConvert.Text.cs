using System.Globalization;
using System.Runtime.InteropServices;

namespace Syncline.Doubles.Engine.Types;

public static partial class SqlConvert
{
    private static object ToText(object value, SqlType from, SqlType to, int style)
    {
        var text = value is string already ? already : Format(value, from, to, style);
        if (to.IsCodePageText)
            text = ThroughCodePage(text, to.CollationOrDefault);
        if (to.Kind == SqlKind.Xml || to.IsMax)
            return text;
        if (WireLength(text, to) > to.Length)
        {
            if (value is not (string or byte[]))
                throw TooNarrow(from, to);
            text = Cut(text, to);
        }

        return PadIfFixed(text, to);
    }

    /// <summary>What is left of a text in a code page: a letter it lacks becomes its nearest, or a question mark.</summary>
    public static string ThroughCodePage(string text, Collation collation)
    {
        if (collation.IsUtf8 || !text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F'))
            return text;
        return collation.CodePage.GetString(collation.CodePage.GetBytes(text));
    }

    private static SqlError TooNarrow(SqlType from, SqlType to) => from.Kind switch
    {
        SqlKind.UniqueIdentifier => new SqlError(8170, "Insufficient result space to convert uniqueidentifier value to char.", 16, 2) { EndsStatement = true },
        _ => SqlErrors.Overflow(from.IsInteger ? "expression" : from.Kind == SqlKind.Decimal ? "numeric" : from.Name, to),
    };

    private static string Cut(string text, SqlType to)
    {
        if (!to.IsCodePageText)
            return text[..to.Length];
        var end = Math.Min(text.Length, to.Length);
        while (end > 0 && WireLength(text[..end], to) > to.Length)
            end--;
        return text[..end];
    }

    private static string Format(object value, SqlType from, SqlType to, int style) => value switch
    {
        bool bit => bit ? "1" : "0",
        byte or short or int or long => System.Convert.ToString(value, CultureInfo.InvariantCulture)!,
        SqlNumeric money when from.IsMoney => money.Rescale(style == 2 ? 4 : 2).ToString(),
        SqlNumeric number => number.ToString(),
        float number => FormatFloat(number, style),
        double number => FormatFloat(number, style),
        Guid guid => guid.ToString().ToUpperInvariant(),
        byte[] bytes when style == 1 => "0x" + System.Convert.ToHexString(bytes),
        byte[] bytes when style == 2 => System.Convert.ToHexString(bytes),
        byte[] bytes when to.IsCodePageText => to.CollationOrDefault.CodePage.GetString(bytes),
        byte[] bytes => new string(MemoryMarshal.Cast<byte, char>(bytes.Length % 2 == 0 ? bytes : [.. bytes, 0])),
        _ => FormatTemporal(value, from, style),
    };

    private static string FormatFloat(double number, int style)
    {
        if (style is 1 or 2 or 3)
            return number.ToString(style switch { 1 => "0.0000000e+000", 2 => "0.000000000000000e+000", _ => "0.0000000000000000e+000" }, CultureInfo.InvariantCulture);
        if (number == 0)
            return "0";
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(number)));
        return exponent is < -5 or >= 6
            ? number.ToString("0.#####e+000", CultureInfo.InvariantCulture)
            : Math.Round(number, Math.Clamp(5 - exponent, 0, 15)).ToString("0.##########", CultureInfo.InvariantCulture);
    }
}
