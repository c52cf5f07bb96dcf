using System.Text;

namespace Syncline;

/// <summary>The dialect of CSV that is read.</summary>
public sealed record CsvReadOptions : TextReadOptions
{
    /// <summary>What parts two fields.</summary>
    /// <value>Default: a comma. An ASCII character; it is never guessed.</value>
    public char Delimiter { get; init; } = ',';

    /// <summary>What encloses a field that holds a delimiter, a quote or a line end; inside it a quote is doubled.</summary>
    /// <value>Default: <c>"</c>. <see langword="null"/> for files without quoting, where every character but the delimiter and line ends is text.</value>
    public char? Quote { get; init; } = '"';

    /// <summary>The names of the columns by position, for files whose first line is a row already.</summary>
    /// <value>Default: <see langword="null"/>, the first line of each file has the names.</value>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The text of a field that is null.</summary>
    /// <value>
    /// Default: nothing at all. An empty field is null, and <c>""</c> is the empty text; in a text column that is never null an empty field is the empty text. With <c>\N</c>, say, an empty field is the empty text.
    /// <see langword="null"/>: no field is.
    /// </value>
    public string? Null { get; init; } = "";

    /// <summary>Whether a field in quotes can be null too: for writers that quote every field.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool QuotedNull { get; init; }

    /// <summary>Whether blanks and tabs around a field are cut off. What stands in quotes is left alone.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool Trim { get; init; }

    /// <summary>The encoding of files without a byte order mark.</summary>
    /// <value>Default: <see langword="null"/>, UTF-8.</value>
    public Encoding? Encoding { get; init; }

    /// <summary>What errors call <see cref="Columns"/>: nothing the caller has set where Syncline reads a file of its own.</summary>
    internal string ColumnsWord { get; init; } = nameof(Columns);

    internal override void Check()
    {
        base.Check();
        if (!IsMark(Delimiter)) throw new ArgumentException($"The delimiter {Named(Delimiter)} can't part fields. Use an ASCII character that ends no line: a comma, a semicolon, a tab or a bar.", nameof(Delimiter));
        if (Quote is { } quote && (!IsMark(quote) || quote is ' ' or '\t' || quote == Delimiter)) throw new ArgumentException($"The quote {Named(quote)} can't enclose fields. Use an ASCII character other than the delimiter, blanks and line ends, or null for files without quoting.", nameof(Quote));
        if (Trim && Delimiter == ' ') throw new ArgumentException("A blank that parts fields can't be cut off around them. Switch Trim off.", nameof(Trim));
        if (Columns is null) return;
        if (Columns.Count == 0) throw new ArgumentException("Columns names none. Name the columns of the files by position, or leave it null for files whose first line has the names.", nameof(Columns));
        if (Columns.Any(string.IsNullOrEmpty)) throw new ArgumentException("Columns has a name that is empty. Name every column by position; with AllowSurplusColumns one that the model has not is passed over.", nameof(Columns));
    }

    private static bool IsMark(char character) => char.IsAscii(character) && character is not ('\r' or '\n' or '\0');

    private static string Named(char character) => char.IsControl(character) || character > 126 ? $"U+{(int)character:X4}" : $"'{character}'";
}
