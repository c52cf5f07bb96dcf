using System.Globalization;
using System.Text.Json;

namespace LakeExport;

/// <summary>Looks at the lake as whoever picks files up from it.</summary>
internal sealed class Lake(string folder)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Prints the files that were not there before, as a tree; runs are numbered, for their ids differ each time.</summary>
    public void PrintWhatIsNew()
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal).Where(_known.Add).ToArray();
        string[] above = [];
        foreach (var file in files)
        {
            var parts = file.Split('/');
            for (var depth = 0; depth < parts.Length; depth++)
            {
                if (depth < parts.Length - 1 && depth < above.Length - 1 && parts.Take(depth + 1).SequenceEqual(above.Take(depth + 1))) continue;
                var size = depth == parts.Length - 1 ? string.Create(CultureInfo.InvariantCulture, $"  {new FileInfo(Path.Combine(folder, file)).Length} bytes") : "/";
                Console.WriteLine($"{new string(' ', 2 + (depth * 2))}{parts[depth]}{size}");
            }

            above = parts;
        }
    }

    /// <summary>Applies the differences of a sync, each once and after the one it continues: what a consumer does.</summary>
    /// <returns>How many commits there were, and the lines that are there after the last, by their key.</returns>
    public (int Commits, Dictionary<string, string> Lines) Replay(string sync)
    {
        // By the commit it continues: the order does not depend on names or clocks.
        var manifests = Directory.GetFiles(Path.Combine(folder, "_manifests", sync), "*.json").Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement).ToDictionary(manifest => manifest.GetProperty("previous").GetString() ?? "");
        var lines = new Dictionary<string, string>();
        var commits = 0;
        for (var at = ""; manifests.TryGetValue(at, out var manifest); at = manifest.GetProperty("commit").GetString()!)
        {
            commits++;
            foreach (var line in Lines(manifest, "removed")) lines.Remove(KeyOf(line));
            foreach (var line in Lines(manifest, "added")) lines.Add(KeyOf(line), line);
            foreach (var line in Lines(manifest, "changed")) lines[KeyOf(line)] = line;
        }

        return (commits, lines);
    }

    // No key of these customers is quoted, and no value has a line break.
    private static string KeyOf(string line) => line.Split(',')[0];

    private IEnumerable<string> Lines(JsonElement manifest, string change)
        => manifest.GetProperty("files").EnumerateArray().Where(file => file.GetProperty("change").GetString() == change)
            .SelectMany(file => File.ReadAllLines(Path.Combine(folder, file.GetProperty("path").GetString()!)).Skip(1));
}
