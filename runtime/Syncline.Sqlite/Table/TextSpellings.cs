using System.Text;

namespace Syncline;

/// <summary>All texts equal to one but for case, as the bytes that NOCASE compares: UTF-8 with ASCII in lower case.</summary>
/// <remarks>There may be 2 to the power of the text's length of them: they are never listed, only stepped over.</remarks>
internal sealed class TextSpellings
{
    // For each character its spellings in ascending order; none is the beginning of another.
    private readonly byte[][][] _characters;

    private TextSpellings(byte[][][] characters) => _characters = characters;

    /// <summary>The first of them in NOCASE's order.</summary>
    public byte[] First => Join([], 0);

    /// <summary>The spellings of a text; null where NOCASE itself takes all of them for one.</summary>
    public static TextSpellings? Of(string text, Dictionary<Rune, byte[][]> known)
    {
        if (!MayDiffer(text)) return null;
        var characters = new List<byte[][]>(text.Length);
        var differ = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!known.TryGetValue(rune, out var spellings)) known.Add(rune, spellings = Distinct(rune));
            characters.Add(spellings);
            differ |= spellings.Length > 1;
        }

        return differ ? new([.. characters]) : null;
    }

    /// <summary>Whether a text of the table is one of them.</summary>
    /// <param name="text">Its bytes.</param>
    /// <param name="next">The first spelling after it in NOCASE's order; null after the last.</param>
    public bool IsOne(ReadOnlySpan<byte> text, out byte[]? next)
    {
        var rest = text;
        var prefix = new List<byte[]>(_characters.Length);
        // The deepest character that can be raised gives the nearest text above.
        (int At, byte[] Spelling)? raised = null;
        for (var at = 0; at < _characters.Length; at++)
        {
            var (same, above) = Place(_characters[at], rest);
            if (above is not null) raised = (at, above);
            if (same is null)
            {
                next = raised is var (last, spelling) ? Join([.. prefix.Take(last), spelling], last + 1) : null;
                return false;
            }

            prefix.Add(same);
            rest = rest[same.Length..];
        }

        next = raised is var (place, higher) ? Join([.. prefix.Take(place), higher], place + 1) : null;
        return rest.IsEmpty;
    }

    /// <summary>The spelling that a text begins with, and the first above what it begins with.</summary>
    private static (byte[]? Same, byte[]? Above) Place(byte[][] spellings, ReadOnlySpan<byte> text)
    {
        byte[]? same = null;
        foreach (var spelling in spellings)
        {
            var order = Compare(spelling, text);
            if (order == 0) same = spelling;
            else if (order > 0) return (same, spelling);
        }

        return (same, null);
    }

    /// <summary>NOCASE's order of a spelling and as many bytes of a text.</summary>
    private static int Compare(byte[] spelling, ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < spelling.Length; i++)
        {
            if (i == text.Length) return 1;
            var order = spelling[i] - Lower(text[i]);
            if (order != 0) return order;
        }

        return 0;
    }

    /// <summary>Some characters as spelled, the rest in their first spelling.</summary>
    private byte[] Join(ReadOnlySpan<byte[]> spelled, int rest)
    {
        var bytes = new List<byte>(_characters.Length * 2);
        foreach (var spelling in spelled) bytes.AddRange(spelling);
        for (; rest < _characters.Length; rest++) bytes.AddRange(_characters[rest][0]);
        return [.. bytes];
    }

    // The Kelvin sign is a k to the model: the only ASCII letter with a spelling beyond ASCII.
    private static bool MayDiffer(string text)
    {
        foreach (var c in text)
        {
            if (c is >= '\x80' or 'k' or 'K') return true;
        }

        return false;
    }

    private static byte[][] Distinct(Rune character)
    {
        var spellings = new List<byte[]>();
        foreach (var rune in TextFold.Spellings(character))
        {
            // Two spellings that NOCASE folds count once.
            if (rune.IsAscii && char.IsAsciiLetterUpper((char)rune.Value)) continue;
            var bytes = new byte[rune.Utf8SequenceLength];
            rune.EncodeToUtf8(bytes);
            spellings.Add(bytes);
        }

        return [.. spellings];
    }

    private static byte Lower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
}
