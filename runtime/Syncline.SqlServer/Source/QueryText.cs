namespace Syncline;

/// <summary>Looks where in a statement variables stand: not in texts, names in brackets or quotes, and comments.</summary>
internal static class QueryText
{
    /// <summary>The variables of a statement, its parameters among them, with their @.</summary>
    public static HashSet<string> VariablesOf(string sql)
    {
        var variables = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var at = 0;
        while (at < sql.Length)
        {
            var end = EndOf(sql, at);
            if (sql[at] == '@' && end > at + 1 && sql[at + 1] != '@') variables.Add(sql[at..end]);
            at = end;
        }

        return variables;
    }

    /// <summary>Where what begins here ends.</summary>
    private static int EndOf(string sql, int at) => (sql[at], at + 1 < sql.Length ? sql[at + 1] : '\0') switch
    {
        ('\'', _) => EndOfQuoted(sql, at, '\''),
        ('"', _) => EndOfQuoted(sql, at, '"'),
        ('[', _) => EndOfQuoted(sql, at, ']'),
        ('-', '-') => EndOfLine(sql, at),
        ('/', '*') => EndOfComment(sql, at),
        (var c, _) when IsNamePart(c) => EndOfName(sql, at),
        _ => at + 1,
    };

    private static int EndOfQuoted(string sql, int at, char quote)
    {
        // A doubled quote ends one text and begins the next, which comes to the same; of brackets it does not.
        for (var i = at + 1; i < sql.Length; i++)
        {
            if (sql[i] != quote) continue;
            if (quote != ']' || i + 1 >= sql.Length || sql[i + 1] != ']') return i + 1;
            i++;
        }

        return sql.Length;
    }

    private static int EndOfLine(string sql, int at)
    {
        var end = sql.AsSpan(at).IndexOfAny('\n', '\r');
        return end < 0 ? sql.Length : at + end;
    }

    // Comments nest.
    private static int EndOfComment(string sql, int at)
    {
        var depth = 0;
        for (var i = at; i + 1 < sql.Length; i++)
        {
            if (sql[i] == '/' && sql[i + 1] == '*') (depth, i) = (depth + 1, i + 1);
            else if (sql[i] == '*' && sql[i + 1] == '/') (depth, i) = (depth - 1, i + 1);
            if (depth == 0) return i + 1;
        }

        return sql.Length;
    }

    private static int EndOfName(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && IsNamePart(sql[end])) end++;
        return end;
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '@' or '#' or '$' or '_';
}
