using Syncline.Generator.Signatures;

namespace Syncline.CodeFixes;

/// <summary>Edits the file of checked-in models and leaves comments and the lines of other models as they are.</summary>
internal static class ModelFileText
{
    private const string Header = "# The models of this project as the states of their syncs know them: name | key | columns. A change of a line is a change of what is sent: see SYNC015.";

    /// <summary>The text with a line for each model that has one, and none of those that have none.</summary>
    public static string Edit(string text, IEnumerable<(string Model, string? Line)> edits)
    {
        var lineEnd = text.Contains("\r\n") ? "\r\n" : "\n";
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        while (lines.Count > 0 && lines[lines.Count - 1].Trim().Length == 0) lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0) lines.Add(Header);
        foreach (var (model, line) in edits) Set(lines, model, line);
        return string.Join(lineEnd, lines) + lineEnd;
    }

    private static void Set(List<string> lines, string model, string? line)
    {
        var old = lines.FindIndex(candidate => ModelOf(candidate) == model);
        if (old >= 0 && line is not null) lines[old] = line;
        else if (old >= 0) lines.RemoveAt(old);
        else if (line is not null) lines.Insert(Place(lines, model), line);
    }

    // Before the first model that comes later, or else at the end: two branches that each add one rarely meet in one place.
    private static int Place(List<string> lines, string model)
    {
        var later = lines.FindIndex(line => ModelOf(line) is { } other && string.CompareOrdinal(other, model) > 0);
        return later < 0 ? lines.Count : later;
    }

    private static string? ModelOf(string line) => !ModelFile.IsModel(line) ? null : ModelLine.Read(line, out _)?.Name ?? ModelFile.NameIn(line);
}
