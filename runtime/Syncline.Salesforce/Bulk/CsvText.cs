using System.Text;

namespace Syncline;

/// <summary>CSV as bulk jobs have it: commas, line feeds, quotes where they are needed (RFC 4180).</summary>
internal static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> ToQuote = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>Appends a cell; quoted where it would be read as something else, or its blanks be cut off.</summary>
    public static void Append(StringBuilder line, string cell)
    {
        if (cell.Length > 0 && !cell.AsSpan().ContainsAny(ToQuote) && !char.IsWhiteSpace(cell[0]) && !char.IsWhiteSpace(cell[^1])) line.Append(cell);
        else if (cell.Length > 0) line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    /// <summary>Reads all lines.</summary>
    /// <exception cref="FormatException">It ends within quotes.</exception>
    public static IEnumerable<string[]> Read(string text)
    {
        var (cells, cell) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            switch (c)
            {
                case '"':
                    i = ReadQuoted(text, i + 1, cell);
                    break;
                case ',':
                    Take();
                    i++;
                    break;
                case '\r' or '\n':
                    Take();
                    yield return [.. cells];
                    cells.Clear();
                    i += c == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 2 : 1;
                    break;
                default:
                    var end = text.AsSpan(i).IndexOfAny(ToQuote);
                    end = end < 0 ? text.Length : i + end;
                    cell.Append(text, i, end - i);
                    i = end;
                    break;
            }
        }

        if (cells.Count == 0 && cell.Length == 0) yield break;
        Take();
        yield return [.. cells];

        void Take()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }

    private static int ReadQuoted(string text, int start, StringBuilder cell)
    {
        while (true)
        {
            var end = text.IndexOf('"', start);
            if (end < 0) throw new FormatException("the CSV ends within quotes");
            cell.Append(text, start, end - start);
            if (end + 1 >= text.Length || text[end + 1] != '"') return end + 1;
            cell.Append('"');
            start = end + 2;
        }
    }
}
