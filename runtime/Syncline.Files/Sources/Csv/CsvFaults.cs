using System.Globalization;
using CsvHelper;

namespace Syncline;

/// <summary>What is wrong with lines of a CSV file, from what the library tells.</summary>
internal sealed class CsvFaults(SourceFile file, CsvReadOptions options)
{
    private CsvMalformedRecord? _found;

    /// <summary>Takes what the library tells of a line before it gives the line.</summary>
    public void Take(CsvMalformedRecord malformed) => _found ??= malformed;

    /// <exception cref="SourceException">The line with the names is malformed.</exception>
    public void CheckHeader()
    {
        if (_found is { } malformed) throw new SourceException($"The header of {file.Name} is malformed: {Words(malformed)}");
    }

    /// <summary>What is wrong with the line just read; null when nothing is.</summary>
    /// <exception cref="SourceException">It goes on to the end of the file, so that every row behind it is lost in it.</exception>
    public string? OfLine()
    {
        if (_found is not { } malformed) return null;
        _found = null;
        if (malformed.Reason != CsvMalformedReason.UnterminatedQuote) return $"Line {Number(malformed.LineNumber)} of {file.Name} is malformed: {Words(malformed)}";
        throw new SourceException($"{file.Name} ends within quotes: in the row that begins in line {Number(malformed.LineNumber)} a quote {options.Quote} opens a field and none closes it. The file may be cut short, or the quote stands for itself: double it, and enclose the field.");
    }

    /// <summary>The error of a row that is longer than may be.</summary>
    public SourceException TooLong(long line, CsvFormatException? e = null)
        => new($"The row that begins in line {Number(line)} of {file.Name} has more than {Number(options.MaxRowBytes)} bytes. A quote that is never closed makes one row of many lines: correct it. Where rows are as long as that, raise MaxRowBytes.", e);

    private string Words(CsvMalformedRecord malformed) => malformed.Reason switch
    {
        CsvMalformedReason.StrayQuote => $"a quote {options.Quote} stands in a field that does not begin with one. Enclose the field in quotes and double the quote; for files without quoting set Quote to null.",
        CsvMalformedReason.TextAfterClosingQuote => $"something follows the quote {options.Quote} that closes a field. Double quotes that stand for themselves.",
        CsvMalformedReason.UnterminatedQuote => $"a quote {options.Quote} opens a field and none closes it.",
        _ => $"{malformed.Reason}.",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
