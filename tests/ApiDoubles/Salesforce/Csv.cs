using System.Text;

namespace Syncline.ApiDoubles.Salesforce;

/// <summary>CSV with commas and line feeds, as the double reads and writes it.</summary>
internal static class Csv
{
    public static List<string[]> Read(string text)
    {
        var (lines, cells, cell, isQuoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
            else if (c == '"') isQuoted = !isQuoted;
            else if (isQuoted || (c != ',' && c != '\n')) cell.Append(c);
            else
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (c != '\n') continue;
                lines.Add([.. cells]);
                cells.Clear();
            }
        }

        return lines;
    }

    public static void Write(StringBuilder to, IEnumerable<string> cells) => to.AppendJoin(',', cells.Select(static cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
}
