using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>What a column's declared type leaves of a value: PostgreSQL rounds and cuts in silence, so values are looked at before they are sent.</summary>
/// <param name="Length">The most characters of a text; -1 for any number.</param>
/// <param name="Precision">The digits of a numeric; -1 for any number.</param>
/// <param name="Scale">The digits behind a numeric's point.</param>
/// <param name="SecondDigits">The digits of a fraction of a second.</param>
/// <param name="IsPadded">Whether blanks at the end are padding.</param>
/// <param name="Type">The declared type, for an error.</param>
internal sealed record StoredLimit(int Length, int Precision, int Scale, int SecondDigits, bool IsPadded, string Type)
{
    private const int Header = 4;
    private const int FullInterval = 0x7FFF;
    private const int MostSecondDigits = 6;

    /// <summary>Whether it is a <c>name</c>, which is cut after 63 bytes.</summary>
    public bool IsName { get; init; }

    /// <summary>Reads the modifier of a column's type.</summary>
    /// <param name="form">The form.</param>
    /// <param name="modifier">The modifier as <c>pg_attribute</c> holds it; -1 for none.</param>
    /// <param name="name">The type's name in <c>pg_type</c>.</param>
    /// <param name="type">The type as it is written.</param>
    public static StoredLimit Of(StoredForm form, int modifier, string name, string type)
    {
        var none = new StoredLimit(-1, -1, 0, MostSecondDigits, name == "bpchar", type) { IsName = name == "name" };
        if (modifier < 0) return none;
        return form switch
        {
            StoredForm.Text => none with { Length = modifier - Header },
            // The scale has eleven bits and a sign.
            StoredForm.Numeric => none with { Precision = modifier - Header >> 16 & 0xFFFF, Scale = ((modifier - Header & 0x7FF) ^ 1024) - 1024 },
            StoredForm.Timestamp or StoredForm.TimestampTz or StoredForm.Time => none with { SecondDigits = modifier },
            StoredForm.Interval => none with { SecondDigits = Math.Min(MostSecondDigits, modifier & 0xFFFF) },
            _ => none,
        };
    }

    /// <summary>Whether an interval is cut to some of its fields, as INTERVAL DAY is.</summary>
    public static bool CutsFields(StoredForm form, int modifier) => form == StoredForm.Interval && modifier >= 0 && (modifier >> 16 & FullInterval) != FullInterval;

    /// <summary>Why a text doesn't fit; null where it does.</summary>
    public string? Refuse(ReadOnlySpan<char> text)
    {
        if (IsPadded && text.EndsWith(" ")) return $"the text ends in a blank, and {Type} takes such blanks for padding. Trim it, or declare the column text";
        if (IsName && Encoding.UTF8.GetByteCount(text) is var bytes and > PostgreSqlName.MostBytes) return string.Create(CultureInfo.InvariantCulture, $"the text has {bytes} bytes, and {Type} takes {PostgreSqlName.MostBytes}. Shorten it, or declare the column text");
        if (Length < 0 || text.Length <= Length) return null;
        var characters = 0;
        foreach (var _ in text.EnumerateRunes()) characters++;
        return characters <= Length ? null : string.Create(CultureInfo.InvariantCulture, $"the text has {characters} characters, and {Type} takes {Length}. Shorten it, or widen the column");
    }

    /// <summary>Why a number doesn't fit; null where it does.</summary>
    public string? Refuse(decimal value)
    {
        if (Precision < 0) return null;
        // A step of the column: 0.01 for numeric(9,2), 100 for numeric(3,-2).
        var exact = Scale >= 28 || (Scale >= 0 ? decimal.Round(value, Scale) == value : -Scale > 28 ? value == 0 : value % Power(-Scale) == 0);
        if (!exact) return $"{Type} would round the number. Round it in the source, or declare the column numeric";
        var whole = Precision - Scale;
        var fits = whole > 28 || (whole >= 0 ? Math.Abs(value) < Power(whole) : -whole > 28 ? value == 0 : Math.Abs(value) < 1 / Power(-whole));
        return fits ? null : $"the number is too large for {Type}. Widen the column, or correct the number";
    }

    /// <summary>Why a time doesn't fit; null where it does.</summary>
    /// <param name="ticks">Its ticks.</param>
    public string? RefuseTicks(long ticks)
    {
        var step = 10L;
        for (var digit = SecondDigits; digit < MostSecondDigits; digit++) step *= 10;
        if (ticks % step == 0) return null;
        return SecondDigits == MostSecondDigits
            ? "its fraction of a second has seven digits, and PostgreSQL keeps six. Cut it to microseconds in the source"
            : $"its fraction of a second has more than the {Sentence.Count(SecondDigits, "digit")} that {Type} keeps. Cut it in the source, or widen the column";
    }

    private static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}
