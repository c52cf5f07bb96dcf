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
            if (NewestManifest(folder) is { } newest && Manifest.Read(newest) is { } manifest && manifest.Files.Any(file => file.Replaces && file.Path == run.Replaced))
            {
                throw Taken(root, run, manifest.Sync, $"where {manifest.Sync} is not run any more, delete {folder}");
            }
        }
    }

    /// <summary>The newest manifest in a folder of them, for its name begins with when it was made; null where there is none.</summary>
    public static byte[]? NewestManifest(string folder) => Directory.GetFiles(folder, "*.json").Max(StringComparer.Ordinal) is { } path ? File.ReadAllBytes(path) : null;

    /// <summary>Sees that a file whose columns nothing but their order tells still has those of the model.</summary>
    /// <param name="place">The folder or bucket.</param>
    /// <param name="run">The run.</param>
    /// <param name="json">The newest manifest of its sync; one that can't be read, or that names another file, says nothing.</param>
    /// <exception cref="DestinationException">It has others: values would be taken for those of another column.</exception>
    public static void CheckColumns(string place, FileRun run, ReadOnlyMemory<byte> json)
    {
        if (run.Positions is not { } columns || Manifest.Read(json) is not { } manifest || !manifest.Files.Any(file => file.Replaces && file.Path == run.Replaced)) return;
        var (before, now) = (Words(manifest.Model.Columns), Words(columns));
        if (before == now) return;
        throw new DestinationException($"{run.Replaced} in {place} has no header and was written with the columns {before}, and the model has {now}: what is kept of the file would come under other columns. Move the file away: the next run writes a whole one then, and what the file alone holds, of rows that are held back or rejected, is not in it.", FailureEffect.NothingPermanent);
    }

    /// <summary>The error of a file that another sync replaces.</summary>
    public static DestinationException Taken(string place, FileRun run, string other, string otherwise)
        => new($"{run.Replaced} in {place} is the file of {other}, and {run.Sync} would replace it: each run of the one takes the rows of the other away. Give one of them a MirrorName of its own; {otherwise}.", FailureEffect.NothingPermanent);

    private static string Words(IEnumerable<ManifestColumn> columns) => string.Join(", ", columns.Select(static column => $"{column.Name} ({column.Type})"));
}
