namespace Syncline;

/// <summary>Files in a folder of this machine, or of one that is mounted.</summary>
internal sealed class FolderStore(string root, bool createIfMissing) : IFileStore
{
    public string Name => root;

    public ValueTask<IFileStage> OpenAsync(FileRun run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            Check(run);
            return new(FolderStage.Open(root, run));
        }
        catch (Exception e) when (FolderFaults.IsFault(e))
        {
            throw FolderFaults.Of(e, root, FailureEffect.NothingTransient);
        }
    }

    private void CheckColumns(FileRun run, string manifests)
    {
        if (run.Positions is null || !File.Exists(FolderCommit.Shown(root, run.Replaced!)) || !Directory.Exists(manifests)) return;
        if (ReplacedFile.NewestManifest(manifests) is { } newest) ReplacedFile.CheckColumns(root, run, newest);
    }

    private void Check(FileRun run)
    {
        var manifests = Path.Combine(root, FileLayout.Manifests, run.Sync);
        if (run.ExpectsCommits && !Directory.Exists(manifests))
        {
            // What is not mounted is an empty folder, and what was delivered can't be added to there.
            throw new DestinationException($"The folder {root} has no manifest of {run.Sync}, and the state remembers what was delivered there. Mount the folder or bring it back. Where it is gone for good, ResyncAsync delivers everything once more.", FailureEffect.NothingPermanent);
        }

        if (File.Exists(root)) throw new DestinationException($"{root} is a file, and not a folder. Name another folder.", FailureEffect.NothingPermanent);
        if (Directory.Exists(root))
        {
            if (Directory.Exists(manifests) && Directory.EnumerateFiles(manifests, "*.json").FirstOrDefault() is { } manifest) Namesake.Check(root, run, File.ReadAllBytes(manifest));
            ReplacedFile.CheckOwner(root, run);
            FolderCommit.CheckPlaces(root, run);
            CheckColumns(run, manifests);
            return;
        }

        if (!createIfMissing) throw new DestinationException($"The folder {root} is not there. Create it or mount it, or set CreateIfMissing.", FailureEffect.NothingPermanent);
        DurableDirectory.Create(Path.GetPathRoot(root)!, root);
    }
}
