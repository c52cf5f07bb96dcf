using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>What a column's declared type leaves of a value: SQL Server rounds, cuts and replaces in silence, so values are looked at before they are sent.</summary>
/// <param name="Type">The declared type, for an error.</param>
internal sealed record StoredLimit(string Type)
{
    private const int MostSecondDigits = 7;
    private static readonly DateTime FirstDateTime = new(1753, 1, 1);
    private static readonly DateTime FirstSmallDateTime = new(1900, 1, 1);
    private static readonly DateTime LastSmallDateTime = new(2079, 6, 6, 23, 59, 0);

    /// <summary>The most UTF-16 units of a text, or its most bytes where it has an encoding; the most bytes of bytes. -1 for any number.</summary>
    public int Length { get; init; } = -1;

    /// <summary>Whether values are filled to the length, texts with blanks and bytes with zeros.</summary>
    public bool IsPadded { get; init; }

    /// <summary>How a text is stored that is not in UTF-16.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>The digits of a number.</summary>
    public int Precision { get; init; }

    /// <summary>The digits behind a number's point, or of a fraction of a second.</summary>
    public int Scale { get; init; }

    /// <summary>The largest number.</summary>
    public decimal MaxNumber { get; init; } = decimal.MaxValue;

    /// <summary>Why a text doesn't fit; null where it does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isCharacter">Whether it is one character, whose blank is none of the padding where it fills the column.</param>
    public string? Refuse(ReadOnlySpan<char> text, bool isCharacter = false)
    {
        if (IsPadded && text.EndsWith(" ") && !(isCharacter && Length == 1)) return $"the text ends in a blank, and {Type} takes such blanks for padding. Trim it, or declare the column nvarchar";
        // A column of nvarchar would keep it; the driver puts U+FFFD in its place, going there and coming back.
        if (HalfPair(text) is >= 0 and var half) return string.Create(CultureInfo.InvariantCulture, $"the text holds half a surrogate pair at position {half}, which would be replaced on its way. Correct the text in the source");
        if (Encoding is not null && !Ascii.IsValid(text)) return RefuseEncoded(text);
        return Length < 0 || text.Length <= Length ? null
            : string.Create(CultureInfo.InvariantCulture, $"the text has {text.Length} {(Encoding is null ? "UTF-16 units" : "characters")}, and {Type} takes {Length}. Shorten it, or widen the column");
    }

    /// <summary>Why bytes don't fit; null where they do.</summary>
    public string? Refuse(ReadOnlySpan<byte> value)
    {
        if (Length < 0) return null;
        if (value.Length > Length) return string.Create(CultureInfo.InvariantCulture, $"there are {value.Length} bytes, and {Type} takes {Length}. Shorten them, or widen the column");
        return IsPadded && value.Length < Length ? $"the value has {Sentence.Count(value.Length, "byte")}, and {Type} would fill it with zeros. Declare the column varbinary" : null;
    }

    /// <summary>Why a number doesn't fit; null where it does.</summary>
    public string? Refuse(decimal value)
    {
        if (Scale < 28 && decimal.Round(value, Scale) != value)
        {
            return $"it has more than the {Sentence.Count(Scale, "digit")} that {Type} keeps behind the point. Round it in the source, or declare the column with more of them";
        }

        var whole = Precision - Scale;
        var fits = Math.Abs(value) <= MaxNumber && (whole > 28 || Math.Abs(value) < Power(whole));
        return fits ? null : $"the number is too large for {Type}. Widen the column, or correct the number";
    }

    /// <summary>Why a time of day or the ticks of a moment don't fit; null where they do.</summary>
    public string? RefuseTicks(long ticks)
    {
        var step = 1L;
        for (var digit = Scale; digit < MostSecondDigits; digit++) step *= 10;
        return ticks % step == 0 ? null : $"its fraction of a second has more than the {Sentence.Count(Scale, "digit")} that {Type} keeps. Cut it in the source, or widen the column";
    }

    /// <summary>Why a datetime would not come back equal; null where it would.</summary>
    public string? RefuseDateTime(DateTime time)
    {
        if (time < FirstDateTime) return $"{Type} begins with the year 1753. Correct the time, or declare the column datetime2";
        // Steps of 1/300 s, which come back as these milliseconds.
        var fits = time.Ticks % TimeSpan.TicksPerMillisecond == 0 && time.Millisecond % 10 is 0 or 3 or 7;
        return fits ? null : $"{Type} would round it: it keeps .000, .003 and .007 of a second. Cut it in the source, or declare the column datetime2";
    }

    /// <summary>Why a smalldatetime would not come back equal; null where it would.</summary>
    public string? RefuseSmallDateTime(DateTime time)
    {
        if (time < FirstSmallDateTime || time > LastSmallDateTime) return $"{Type} ranges from 1900-01-01 to 2079-06-06. Correct the time, or declare the column datetime2";
        return time.Ticks % TimeSpan.TicksPerMinute == 0 ? null : $"{Type} would round it to a minute. Cut it in the source, or declare the column datetime2";
    }

    private static int HalfPair(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return i;
            i++;
        }

        return -1;
    }

    private string? RefuseEncoded(ReadOnlySpan<char> text)
    {
        try
        {
            var bytes = Encoding!.GetByteCount(text);
            return Length < 0 || bytes <= Length ? null
                : string.Create(CultureInfo.InvariantCulture, $"the text has {bytes} bytes in {Encoding.WebName}, and {Type} takes {Length}. Shorten it, or widen the column");
        }
        catch (EncoderFallbackException e)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Encoding!.WebName}, which {Type} keeps its texts in, has no form for the character at position {e.Index}, and a ? would stand there. Declare the column nvarchar, or correct the text");
        }
    }

    private static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}
