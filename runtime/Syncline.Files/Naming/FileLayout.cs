namespace Syncline;

/// <summary>Where Syncline keeps its own in a folder or bucket.</summary>
internal static class FileLayout
{
    /// <summary>Manifests, a folder for each sync. Readers of data lakes pass over names with an underscore.</summary>
    public const string Manifests = "_manifests";

    /// <summary>What is being written and is nobody's business yet.</summary>
    public const string Staging = ".syncline";

    /// <summary>Whether a name is that of one of Syncline's own folders, in any case: some file systems ignore it.</summary>
    public static bool IsOwn(string name) => name.Equals(Manifests, StringComparison.OrdinalIgnoreCase) || name.Equals(Staging, StringComparison.OrdinalIgnoreCase);

    /// <summary>The manifest of a commit.</summary>
    public static string Manifest(string sync, string commit) => $"{Manifests}/{sync}/{commit}.json";
}
