using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Expressions;

/// <summary>LIKE: %, _, [a-f], [^x] and an escape character.</summary>
internal static class LikePattern
{
    public static bool Matches(string text, string pattern, char? escape, Collation collation) => Matches(text.AsSpan(), pattern.AsSpan(), escape, collation);

    private static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, char? escape, Collation collation)
    {
        while (pattern.Length > 0)
        {
            if (pattern[0] == '%' && escape != '%')
            {
                pattern = pattern[1..];
                for (var skipped = 0; skipped <= text.Length; skipped++)
                {
                    if (Matches(text[skipped..], pattern, escape, collation))
                        return true;
                }

                return false;
            }

            if (text.Length == 0 || !MatchesOne(text[0], ref pattern, escape, collation))
                return pattern.Length == 0 && text.Length == 0;
            text = text[1..];
        }

        return text.TrimEnd(' ').Length == 0;
    }

    private static bool MatchesOne(char character, ref ReadOnlySpan<char> pattern, char? escape, Collation collation)
    {
        if (escape is { } mark && pattern[0] == mark && pattern.Length > 1)
        {
            var literal = pattern[1];
            pattern = pattern[2..];
            return Same(character, literal, collation);
        }

        var end = pattern[0] == '[' ? pattern.IndexOf(']') : -1;
        if (end > 1)
        {
            var set = pattern[1..end];
            pattern = pattern[(end + 1)..];
            var isNegated = set[0] == '^';
            return InSet(character, isNegated ? set[1..] : set, collation) != isNegated;
        }

        var expected = pattern[0];
        pattern = pattern[1..];
        return expected == '_' || Same(character, expected, collation);
    }

    private static bool InSet(char character, ReadOnlySpan<char> set, Collation collation)
    {
        for (var index = 0; index < set.Length; index++)
        {
            if (index + 2 < set.Length && set[index + 1] == '-')
            {
                if (Order(character, set[index], collation) >= 0 && Order(character, set[index + 2], collation) <= 0)
                    return true;
                index += 2;
            }
            else if (Same(character, set[index], collation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(char left, char right, Collation collation) => left == right || (left != ' ' && right != ' ' && Order(left, right, collation) == 0);

    private static int Order(char left, char right, Collation collation) => collation.Compare(left.ToString(), right.ToString());
}
