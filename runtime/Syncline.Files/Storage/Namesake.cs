namespace Syncline;

/// <summary>Two syncs whose ids make one name, and that would take each other's manifests and files for their own.</summary>
internal static class Namesake
{
    /// <summary>Sees that manifests below the run's name are of its own sync.</summary>
    /// <param name="place">The folder or bucket.</param>
    /// <param name="run">The run.</param>
    /// <param name="json">A manifest below its name; one that can't be read says nothing.</param>
    /// <exception cref="DestinationException">They are of another one.</exception>
    public static void Check(string place, FileRun run, ReadOnlyMemory<byte> json)
    {
        if (Manifest.Read(json) is not { } manifest || manifest.Sync == run.StateId) return;
        throw new DestinationException($"{place} has manifests of the sync {manifest.Sync}, and {run.StateId} is called the same in names of files: {run.Sync}. Give one of them another Id, or a folder or prefix of its own; where {manifest.Sync} is not run any more, move {FileLayout.Manifests}/{run.Sync} away.", FailureEffect.NothingPermanent);
    }
}
