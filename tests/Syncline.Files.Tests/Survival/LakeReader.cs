using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Syncline.Files.Tests.Survival;

/// <summary>Looks at a lake as a consumer does, by its manifests, and checks what they promise.</summary>
internal sealed class LakeReader(string lake)
{
    private const string ManifestsFolder = "_manifests";
    private const string StagingFolder = ".syncline";

    /// <summary>Every visible file is complete and named, by a manifest or by the prepared one of a commit that had begun to show.</summary>
    public void CheckWhatIsVisible()
    {
        if (!Directory.Exists(lake)) return;
        var named = Manifests().Concat(Prepared()).SelectMany(Files).ToDictionary(file => file.Path, file => file.Hash);
        foreach (var file in Visible()) Assert.True(named.TryGetValue(file, out var hash) && hash == Hash(file), $"{file} is visible, and {(named.ContainsKey(file) ? "not what its manifest says" : "in no manifest")}.");
    }

    /// <summary>Nothing half done is left: every visible file is named once, every named file is there, and nothing else.</summary>
    public void CheckWhole()
    {
        Assert.False(Directory.Exists(Path.Combine(lake, StagingFolder)), "There is debris.");
        var named = Manifests().SelectMany(Files).ToArray();
        Assert.Equal(named.Select(file => file.Path).Order(StringComparer.Ordinal), Visible().Order(StringComparer.Ordinal));
        CheckNamed();
    }

    /// <summary>Every file that a manifest names is there, as it says.</summary>
    public void CheckNamed()
    {
        foreach (var (path, hash) in Manifests().SelectMany(Files)) Assert.Equal(hash, Hash(path));
    }

    /// <summary>The commits in the order in which each continues the one before.</summary>
    public JsonElement[] Chain()
    {
        var manifests = Manifests().ToArray();
        var after = manifests.ToDictionary(manifest => manifest.GetProperty("previous").GetString() ?? "", manifest => manifest);
        Assert.Equal(manifests.Length, after.Count);
        var chain = new List<JsonElement>();
        for (var commit = ""; after.TryGetValue(commit, out var next); commit = next.GetProperty("commit").GetString()!) chain.Add(next);
        Assert.Equal(manifests.Length, chain.Count);
        return [.. chain];
    }

    /// <summary>What the chain of differences, snapshots or events adds up to: each id with its version. An event that is there twice fails.</summary>
    public Dictionary<int, int> Contents()
    {
        var rows = new Dictionary<int, int>();
        foreach (var manifest in Chain())
        {
            if (manifest.GetProperty("mode").GetString() == "Snapshot") rows.Clear();
            // Removed ones first, whatever the order of the files.
            foreach (var file in manifest.GetProperty("files").EnumerateArray().OrderBy(file => file.GetProperty("change").GetString() != "removed"))
            {
                foreach (var (id, version) in Rows(file)) Apply(rows, file.GetProperty("change").GetString()!, id, version);
            }
        }

        return rows;
    }

    private static void Apply(Dictionary<int, int> rows, string change, int id, int version)
    {
        switch (change)
        {
            case "removed":
                Assert.True(rows.Remove(id, out var was) && was == version, $"{id} is removed as {version}, and was {was}.");
                break;
            case "changed":
                Assert.True(rows.ContainsKey(id), $"{id} changed, and was not there.");
                rows[id] = version;
                break;
            default:
                Assert.True(rows.TryAdd(id, version), $"{id} was added twice.");
                break;
        }
    }

    private IEnumerable<(int Id, int Version)> Rows(JsonElement file)
    {
        var lines = File.ReadAllLines(Path.Combine(lake, file.GetProperty("path").GetString()!));
        Assert.Equal(file.GetProperty("rows").GetInt32(), lines.Length);
        return lines.Select(line => line.Split(',')).Select(cells => (int.Parse(cells[0], CultureInfo.InvariantCulture), int.Parse(cells[1], CultureInfo.InvariantCulture)));
    }

    private IEnumerable<JsonElement> Manifests() => Read(Path.Combine(lake, ManifestsFolder));

    private IEnumerable<JsonElement> Prepared() => Read(Path.Combine(lake, StagingFolder));

    private static IEnumerable<JsonElement> Read(string folder)
        => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement) : [];

    private static IEnumerable<(string Path, string Hash)> Files(JsonElement manifest)
        => manifest.GetProperty("files").EnumerateArray().Select(file => (file.GetProperty("path").GetString()!, file.GetProperty("sha256").GetString()!));

    private string Hash(string file) => TestFolder.Hash(File.ReadAllBytes(Path.Combine(lake, file)));

    private IEnumerable<string> Visible()
        => Directory.GetFiles(lake, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(lake, file)).Where(file => !file.StartsWith(ManifestsFolder, StringComparison.Ordinal) && !file.StartsWith(StagingFolder, StringComparison.Ordinal));
}
