namespace Syncline;

/// <summary>Whose the one file of mode All is.</summary>
internal static class ReplacedFile
{
    /// <summary>Sees that no other sync replaces the file that a run is to replace, by the newest manifest of each.</summary>
    /// <exception cref="DestinationException">One does.</exception>
    public static void CheckOwner(string root, FileRun run)
    {
        var all = Path.Combine(root, FileLayout.Manifests);
        if (run.Replaced is null || !Directory.Exists(all)) return;
        foreach (var folder in Directory.GetDirectories(all).Where(folder => Path.GetFileName(folder) != run.Sync).Order(StringComparer.Ordinal))
        {
            if (Directory.GetFiles(folder, "*.json").Max(StringComparer.Ordinal) is not { } newest) continue;
            if (Manifest.Read(File.ReadAllBytes(newest)) is { } manifest && manifest.Files.Any(file => file.Replaces && file.Path == run.Replaced))
            {
                throw Taken(root, run, manifest.Sync, $"where {manifest.Sync} is not run any more, delete {folder}");
            }
        }
    }

    /// <summary>The error of a file that another sync replaces.</summary>
    public static DestinationException Taken(string place, FileRun run, string other, string otherwise)
        => new($"{run.Replaced} in {place} is the file of {other}, and {run.Sync} would replace it: each run of the one takes the rows of the other away. Give one of them a MirrorName of its own; {otherwise}.", FailureEffect.NothingPermanent);
}
