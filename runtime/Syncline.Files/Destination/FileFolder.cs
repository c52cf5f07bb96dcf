namespace Syncline;

/// <summary>Files in a folder of this machine, or of one that is mounted.</summary>
/// <remarks>
/// Files are written below <c>.syncline</c> in the folder, in a directory that only the user can enter, flushed to the disk, and moved to their names; manifests are in <c>_manifests</c>.
/// Whatever is mounted must be able to move a file within the folder and to lock one.
/// </remarks>
public sealed class FileFolder : FileDestination
{
    /// <summary>Names the folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="format">The form of the files.</param>
    /// <exception cref="ArgumentException">The path is empty, or none on this system.</exception>
    public FileFolder(string path, FileFormat format)
        : base(format)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        FullPath = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    /// <summary>The folder's full path.</summary>
    public string FullPath { get; }

    /// <summary>Whether a folder that is not there is created.</summary>
    /// <value>Default: <see langword="false"/>: a folder that is not mounted is an error. One that the state remembers having delivered to is never created.</value>
    public bool CreateIfMissing { get; init; }

    /// <inheritdoc/>
    public override string Identity => $"folder:{FullPath}";

    private protected override IFileStore Store => new FolderStore(FullPath, CreateIfMissing);
}
