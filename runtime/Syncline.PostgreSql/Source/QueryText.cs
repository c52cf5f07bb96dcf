using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>A statement whose named parameters are numbered, as the server takes them.</summary>
/// <remarks>Names count where SQL reads them: not in texts, quoted names and comments.</remarks>
internal sealed class QueryText
{
    private readonly string _sql;
    private readonly IReadOnlyList<string> _names;
    private readonly StringBuilder _numbered = new();
    private readonly List<string> _missing = [];
    private readonly List<string> _perhaps = [];
    private readonly List<int> _order = [];
    private int _at;

    private QueryText(string sql, IReadOnlyList<string> names) => (_sql, _names) = (sql, names);

    /// <summary>The statement with <c>$1</c> for the first name.</summary>
    public string Numbered { get; private set; } = "";

    /// <summary>The places, among the names given, of the parameters <c>$1</c>, <c>$2</c> and so on.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>The parameters that have no value.</summary>
    public IReadOnlyList<string> WithoutValue => _missing;

    /// <summary>What may be a parameter without a value, or part of an operator or a slice: for the server to refuse.</summary>
    public IReadOnlyList<string> PerhapsWithoutValue => _perhaps;

    public static QueryText Of(string sql, IReadOnlyList<string> names)
    {
        var text = new QueryText(sql, names);
        while (text._at < sql.Length) text.Next();
        text.Numbered = text._numbered.ToString();
        return text;
    }

    private char Peek(int ahead) => _at + ahead < _sql.Length ? _sql[_at + ahead] : '\0';

    private void Next()
    {
        switch (_sql[_at])
        {
            case '\'': Copy(EndOfQuoted('\'', escapes: IsEscapeText())); break;
            case '"': Copy(EndOfQuoted('"', escapes: false)); break;
            case '-' when Peek(1) == '-': Copy(EndOfLine()); break;
            case '/' when Peek(1) == '*': Copy(EndOfComment()); break;
            case '$' when EndOfDollars() is > 0 and var end: Copy(end); break;
            case ':' when Peek(1) is ':' or '=': Copy(_at + 2); break;
            case '@' or ':' when IsNameStart(Peek(1)) && !(_at > 0 && _sql[_at - 1] == '@'): Parameter(); break;
            case var c when IsNamePart(c): Copy(EndOfName(_at)); break;
            default: Copy(_at + 1); break;
        }
    }

    private void Parameter()
    {
        var end = EndOfName(_at + 1);
        var name = _sql[(_at + 1)..end];
        var given = -1;
        for (var i = 0; i < _names.Count && given < 0; i++)
        {
            if (_names[i] == name) given = i;
        }

        if (given < 0)
        {
            // Alone @x is valid SQL, the absolute value of x: a condition with a forgotten parameter would go through.
            var list = _sql[_at] == '@' && !(_at > 0 && "<>=~!#%^&|?+-*/".Contains(_sql[_at - 1])) ? _missing : _perhaps;
            if (!list.Contains(_sql[_at..end])) list.Add(_sql[_at..end]);
            Copy(end);
            return;
        }

        if (!_order.Contains(given)) _order.Add(given);
        // Blanks around it: "2*@n" and "@a@b" stay two words.
        _numbered.Append(CultureInfo.InvariantCulture, $" ${_order.IndexOf(given) + 1} ");
        _at = end;
    }

    private void Copy(int end)
    {
        _numbered.Append(_sql, _at, end - _at);
        _at = end;
    }

    private bool IsEscapeText() => _at > 0 && _sql[_at - 1] is 'e' or 'E' && !(_at > 1 && IsNamePart(_sql[_at - 2]));

    private int EndOfQuoted(char quote, bool escapes)
    {
        // A doubled quote ends one text and begins the next, which comes to the same.
        for (var i = _at + 1; i < _sql.Length; i++)
        {
            if (escapes && _sql[i] == '\\') i++;
            else if (_sql[i] == quote) return i + 1;
        }

        return _sql.Length;
    }

    private int EndOfLine()
    {
        var end = _sql.AsSpan(_at).IndexOfAny('\n', '\r');
        return end < 0 ? _sql.Length : _at + end;
    }

    private int EndOfComment()
    {
        var depth = 0;
        for (var i = _at; i + 1 < _sql.Length; i++)
        {
            if (_sql[i] == '/' && _sql[i + 1] == '*') (depth, i) = (depth + 1, i + 1);
            else if (_sql[i] == '*' && _sql[i + 1] == '/') (depth, i) = (depth - 1, i + 1);
            if (depth == 0) return i + 1;
        }

        return _sql.Length;
    }

    /// <summary>The end of a text in dollars, <c>$tag$ … $tag$</c>; 0 where none begins.</summary>
    private int EndOfDollars()
    {
        var tagEnd = IsNameStart(Peek(1)) ? _at + 1 : Peek(1) == '$' ? _at + 1 : 0;
        if (tagEnd == 0) return 0;
        while (tagEnd < _sql.Length && IsNamePart(_sql[tagEnd]) && _sql[tagEnd] != '$') tagEnd++;
        if (tagEnd >= _sql.Length || _sql[tagEnd] != '$') return 0;
        var tag = _sql[_at..(tagEnd + 1)];
        var end = _sql.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal);
        return end < 0 ? _sql.Length : end + tag.Length;
    }

    private int EndOfName(int start)
    {
        var end = start;
        while (end < _sql.Length && IsNamePart(_sql[end])) end++;
        return end;
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';
}
