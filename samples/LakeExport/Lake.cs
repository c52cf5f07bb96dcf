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

    /// <summary>Applies the differences of a sync in the order of their manifests, each once: what a consumer does.</summary>
    /// <returns>How many commits there were, and the keys that are there after the last.</returns>
    public (int Commits, HashSet<string> Keys) Replay(string sync)
    {
        // By the commit it continues: the order does not depend on names or clocks.
        var manifests = Directory.GetFiles(Path.Combine(folder, "_manifests", sync), "*.json").Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement).ToDictionary(manifest => manifest.GetProperty("previous").GetString() ?? "");
        var keys = new HashSet<string>();
        var commits = 0;
        for (var at = ""; manifests.TryGetValue(at, out var manifest); at = manifest.GetProperty("commit").GetString()!)
        {
            commits++;
            keys.ExceptWith(Keys(manifest, "removed"));
            keys.UnionWith(Keys(manifest, "added"));
        }

        return (commits, keys);
    }

    private IEnumerable<string> Keys(JsonElement manifest, string change)
        => manifest.GetProperty("files").EnumerateArray().Where(file => file.GetProperty("change").GetString() == change)
            .SelectMany(file => File.ReadAllLines(Path.Combine(folder, file.GetProperty("path").GetString()!)).Skip(1)).Select(line => line.Split(',')[0]);
}
