namespace Syncline;

/// <summary>How CSV is written.</summary>
public sealed record CsvFileOptions
{
    /// <summary>What parts two fields.</summary>
    /// <value>Default: a comma. An ASCII character that is no quote, letter, digit, dot, sign or line end.</value>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the first line has the column names.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Header { get; init; } = true;

    /// <summary>What null is written as, without quotes. Text that looks the same is written in quotes, so that the two can be told apart.</summary>
    /// <value>Default: nothing at all. Null is an empty field, and the empty text is <c>""</c>. Many readers take both for the same; for those write <c>\N</c> here, say.</value>
    public string Null { get; init; } = "";

    /// <summary>Whether text that a spreadsheet would take for a formula gets an apostrophe before it: text that begins with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, a tab or a carriage return.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    /// <remarks>It changes the data: what reads the file gets the apostrophe too. For files that people open in a spreadsheet and no program reads. Numbers, dates, Base64 and the names of columns are left as they are.</remarks>
    public bool GuardFormulas { get; init; }

    /// <summary>Whether the file begins with a byte order mark: for spreadsheets that otherwise take UTF-8 for something else.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool ByteOrderMark { get; init; }

    /// <summary>What ends a line.</summary>
    /// <value>Default: carriage return and line feed, as RFC 4180 has it. A line feed alone is the other one allowed.</value>
    public string NewLine { get; init; } = "\r\n";

    /// <summary>How the file is compressed.</summary>
    /// <value>Default: <see cref="FileCompression.None"/>.</value>
    public FileCompression Compression { get; init; }

    internal void Check()
    {
        if (!char.IsAscii(Delimiter) || char.IsAsciiLetterOrDigit(Delimiter) || Delimiter is '"' or '\r' or '\n' or '.' or '-' or '+' or '\0')
        {
            throw new ArgumentException($"The delimiter '{Delimiter}' can't part fields: it stands in values or ends lines. Use a comma, a semicolon, a tab or a bar.", nameof(Delimiter));
        }

        ArgumentNullException.ThrowIfNull(Null);
        if (GuardFormulas && Delimiter == '\'') throw new ArgumentException("GuardFormulas puts an apostrophe before a formula, and the delimiter is one. Use a comma, a semicolon, a tab or a bar.", nameof(Delimiter));
        if (Null.AsSpan().IndexOfAny("\"\r\n") >= 0 || Null.Contains(Delimiter, StringComparison.Ordinal)) throw new ArgumentException($"Null can't be written as '{Null}': it holds a quote, a delimiter or a line end. Use nothing, or \\N.", nameof(Null));
        if (NewLine is not ("\r\n" or "\n")) throw new ArgumentException("A line ends with a carriage return and a line feed, or with a line feed.", nameof(NewLine));
        FileCompressions.Check(Compression, nameof(Compression));
    }
}
