using System.Globalization;
using System.Security.Cryptography;

namespace Syncline;

/// <summary>Shows the files of a commit in a folder, from wherever they were staged.</summary>
internal static class FolderCommit
{
    /// <summary>The file of a path below the folder.</summary>
    public static string Shown(string root, string path) => Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Whether the commit's manifest is there.</summary>
    public static bool IsShown(string root, string sync, string commit) => File.Exists(Shown(root, FileLayout.Manifest(sync, commit)));

    /// <summary>Whether a file of a prepared commit is shown already.</summary>
    public static bool HasBegun(string root, string directory, Manifest manifest)
        => manifest.Staged().Any(file => !File.Exists(Staged(directory, manifest.Commit, file)) || (!file.Replaces && File.Exists(Shown(root, file.Path))));

    /// <summary>Whether each file of a prepared commit is staged still, or shown as it was written: a commit that misses one can't be completed.</summary>
    public static bool CanComplete(string root, string directory, Manifest manifest)
        => manifest.Staged().All(file => File.Exists(Staged(directory, manifest.Commit, file)) || IsShownAsWritten(Shown(root, file.Path), file));

    /// <summary>Removes what is shown of a commit without a manifest: the files that nobody changed, and none that replaces another.</summary>
    public static void TakeBack(string root, Manifest manifest)
    {
        foreach (var file in manifest.Staged().Where(static file => !file.Replaces))
        {
            var shown = Shown(root, file.Path);
            if (!IsShownAsWritten(shown, file)) continue;
            File.Delete(shown);
            DurableDirectory.Flush(Path.GetDirectoryName(shown)!);
        }
    }

    /// <summary>Sees that files can be moved as a whole from where they are staged to where they are to be shown.</summary>
    /// <exception cref="DestinationException">Another file system is on the way.</exception>
    public static void CheckReach(string root, string directory, IEnumerable<string> paths)
    {
        foreach (var at in paths.Select(path => Existing(root, path)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (WholeMove.IsBarred(directory, at)) throw FolderFaults.Barred(root, directory, at, null);
        }
    }

    /// <summary>Sees that no folder is where the file that is replaced belongs, and no link that leads nowhere on the way to any file.</summary>
    /// <exception cref="DestinationException">One is.</exception>
    public static void CheckPlaces(string root, FileRun run)
    {
        foreach (var path in run.Paths)
        {
            var at = root;
            foreach (var part in path.Split('/'))
            {
                if (DeadLink.Of(at = Path.Combine(at, part)) is { } fault) throw new DestinationException(fault, FailureEffect.NothingPermanent);
            }
        }

        if (run.Replaced is { } replaced && Directory.Exists(Shown(root, replaced)))
        {
            throw new DestinationException($"{Shown(root, replaced)} is a folder, and mode All replaces a file of that name. Move the folder away, or give MirrorName another name.", FailureEffect.NothingPermanent);
        }
    }

    /// <summary>Sees that the manifests of a sync can be written.</summary>
    /// <exception cref="UnauthorizedAccessException">The account may not.</exception>
    /// <exception cref="IOException">The file system can only be read.</exception>
    public static void CheckRights(string root, string sync) => FolderRights.Check(Existing(root, FileLayout.Manifest(sync, "")));

    /// <summary>Moves the files to where they are shown, flushes their directories, and does the same with the manifest.</summary>
    /// <remarks>Begun and not ended it can be done again, by anybody.</remarks>
    public static void Publish(string root, string sync, string directory, string commit, IReadOnlyList<StagedFile> files, Action<string>? reached)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var shown = Shown(root, file.Path);
            Show(root, Staged(directory, commit, file), shown, file);
            changed.Add(Path.GetDirectoryName(shown)!);
            reached?.Invoke("shown");
        }

        foreach (var at in changed) DurableDirectory.Flush(at);
        var manifest = Shown(root, FileLayout.Manifest(sync, commit));
        DurableDirectory.Create(root, Path.GetDirectoryName(manifest)!);
        reached?.Invoke("flushed");
        // The manifest's own rename is what makes the commit valid: it fails where somebody moved the directory away.
        WholeMove.Over(Path.Combine(directory, $"{commit}.json"), manifest);
        reached?.Invoke("manifest");
        DurableDirectory.Flush(Path.GetDirectoryName(manifest)!);
    }

    private static string Staged(string directory, string commit, StagedFile file) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{commit}.{file.Number}"));

    private static void Show(string root, string staged, string shown, StagedFile file)
    {
        if (!File.Exists(staged))
        {
            // It was moved before; whoever completes another's commit has compared what it holds.
            if (File.Exists(shown) && new FileInfo(shown).Length == file.Bytes) return;
            throw new FileNotFoundException($"The prepared file {staged} is gone, and {shown} is not it.", staged);
        }

        DurableDirectory.Create(root, Path.GetDirectoryName(shown)!);
        if (file.Replaces)
        {
            WholeMove.Over(staged, shown);
            return;
        }

        try
        {
            WholeMove.ToFree(staged, shown);
        }
        catch (IOException) when (File.Exists(shown))
        {
            // A move that was killed midway leaves both; anything else is somebody else's file.
            if (!IsShownAsWritten(shown, file)) throw new IOException($"There is a file {shown} already, which this commit did not write. Remove it, or tell the files of runs apart in Names.");
            File.Delete(staged);
        }
    }

    /// <summary>The deepest folder above a path that is there.</summary>
    private static string Existing(string root, string path)
    {
        var folder = Path.GetDirectoryName(Shown(root, path))!;
        while (folder.Length > root.Length && !Directory.Exists(folder)) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static bool IsShownAsWritten(string shown, StagedFile file)
    {
        if (!File.Exists(shown)) return false;
        using var stream = File.OpenRead(shown);
        return stream.Length == file.Bytes && Convert.ToHexStringLower(SHA256.HashData(stream)) == file.Sha256;
    }
}
