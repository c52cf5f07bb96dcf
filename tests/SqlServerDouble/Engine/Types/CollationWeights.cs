using System.Collections.Frozen;
using System.Text;

namespace Syncline.Doubles.Engine.Types;

/// <summary>The letters behind accents, ligatures, width and kana, and what has no weight.</summary>
internal static class CollationWeights
{
    // A mark, then letter and base letter by turns.
    private static readonly string[] Marks =
    [
        "\u0300ÀAÈEÌIÒOÙUàaèeìiòoùuǸNǹn",
        "\u0301ÁAÉEÍIÓOÚUÝYáaéeíióoúuýyĆCćcĹLĺlŃNńnŔRŕrŚSśsŹZźz",
        "\u0302ÂAÊEÎIÔOÛUâaêeîiôoûuĈCĉcĜGĝgĤHĥhĴJĵjŜSŝsŴWŵwŶYŷy",
        "\u0303ÃAÑNÕOãañnõoĨIĩiŨUũu",
        "\u0304ĀAāaĒEēeĪIīiŌOōoŪUūu",
        "\u0306ĂAăaĔEĕeĞGğgĬIĭiŎOŏoŬUŭu",
        "\u0307ĊCċcĖEėeĠGġgİIŻZżz",
        "\u0308ÄAËEÏIÖOÜUäaëeïiöoüuÿyŸY",
        "\u030AÅAåaŮUůu",
        "\u030BŐOőoŰUűu",
        "\u030CČCčcĎDďdĚEěeŇNňnŘRřrŠSšsŤTťtŽZžzĽLľl",
        "\u0327ÇCçcĢGģgĶKķkĻLļlŅNņnŖRŗrŞSşsŢTţt",
        "\u0328ĄAąaĘEęeĮIįiŲUųu",
    ];

    private static readonly FrozenDictionary<char, (char Letter, char Mark)> Decomposed = Marks
        .SelectMany(row => row[1..].Chunk(2).Select(pair => (Composed: pair[0], Letter: pair[1], Mark: row[0])))
        .ToFrozenDictionary(entry => entry.Composed, entry => (entry.Letter, entry.Mark));

    /// <summary>The text whose ordinal equality is the collation's equality.</summary>
    public static string Fold(ReadOnlySpan<char> text, Collation collation)
    {
        if (!text.ContainsAnyExceptInRange(' ', '~'))
            return collation.IsCaseSensitive ? text.ToString() : text.ToString().ToUpperInvariant();
        var folded = new StringBuilder(text.Length + 4);
        foreach (var weight in Weights(text, collation))
        {
            folded.Append(collation.IsCaseSensitive ? weight.Letter : char.ToUpperInvariant(weight.Letter));
            if (collation.IsAccentSensitive && weight.Mark != 0)
                folded.Append(weight.Mark);
        }

        return folded.ToString();
    }

    /// <summary>Letters first, then accents, then case: small before capital.</summary>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, Collation collation)
    {
        var (lefts, rights) = (Weights(left, collation), Weights(right, collation));
        var common = Math.Min(lefts.Count, rights.Count);
        var difference = 0;
        for (var index = 0; index < common && difference == 0; index++)
            difference = Primary(lefts[index].Letter).CompareTo(Primary(rights[index].Letter));
        if (difference == 0)
            difference = lefts.Count.CompareTo(rights.Count);
        if (difference != 0)
            return difference;
        for (var index = 0; collation.IsAccentSensitive && index < common && difference == 0; index++)
            difference = lefts[index].Mark.CompareTo(rights[index].Mark);
        for (var index = 0; collation.IsCaseSensitive && index < common && difference == 0; index++)
            difference = char.IsUpper(lefts[index].Letter).CompareTo(char.IsUpper(rights[index].Letter));
        return difference;
    }

    private static List<(char Letter, char Mark)> Weights(ReadOnlySpan<char> text, Collation collation)
    {
        var weights = new List<(char Letter, char Mark)>(text.Length);
        foreach (var character in text)
        {
            if (HasNoWeight(character, collation))
                continue;
            if (IsCombining(character))
            {
                if (weights.Count == 0)
                    weights.Add(('\0', character));
                else if (weights[^1].Mark == 0)
                    weights[^1] = (weights[^1].Letter, character);
                else
                    weights.Add(('\0', character));
                continue;
            }

            if (Ligature(character) is { } letters)
                weights.AddRange(letters.Select(letter => (letter, '\0')));
            else if (Decomposed.TryGetValue(character, out var parts))
                weights.Add(parts);
            else
                weights.Add((Plain(character), '\0'));
        }

        return weights;
    }

    private static string? Ligature(char character) => character switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        _ => null,
    };

    // Full-width forms and katakana are what they stand for: the collations here ignore width and kana.
    private static char Plain(char character) => character switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(character - 0xFEE0),
        '\u3000' or '\u00A0' => ' ',
        >= '\u30A1' and <= '\u30F6' => (char)(character - 0x60),
        _ => character,
    };

    private static bool IsCombining(char character) => character is >= '\u0300' and <= '\u036F';

    private static bool HasNoWeight(char character, Collation collation) => character switch
    {
        < '\t' or (> '\r' and < ' ') or (>= '\u007F' and <= '\u009F') => true,
        '\u00AD' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or '\uFEFF' or >= '\uFFFE' => true,
        _ => collation.Version < 2 && (char.IsSurrogate(character) || character is >= '\uFE00' and <= '\uFE0F'),
    };

    private static int Primary(char letter)
    {
        var upper = char.ToUpperInvariant(letter);
        var group = char.IsLetter(upper) ? 2 : char.IsDigit(upper) ? 1 : 0;
        return group << 16 | upper;
    }
}
