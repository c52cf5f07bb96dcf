namespace Syncline;

/// <summary>Writes the files of one commit where nobody sees them.</summary>
internal sealed class CommitWriter<TModel>(IFileStage stage, FileSettings settings, SyncSchema schema, string commit, Func<FileChange, int, string> nameOf) : IAsyncDisposable
    where TModel : ISyncModel<TModel>
{
    private readonly Dictionary<FileChange, Part> _parts = [];
    private readonly List<(ManifestFile File, StagedFile Staged)> _files = [];
    private int _created;

    /// <summary>Begins the files of what is there to be, rows or not.</summary>
    public async ValueTask BeginAsync(IEnumerable<FileChange> changes, CancellationToken cancellationToken)
    {
        // What is replaced is replaced by an empty file too.
        foreach (var change in changes.Where(change => change == FileChange.All || !settings.SkipEmpty)) await PartOfAsync(change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The file that the next row of a change goes to.</summary>
    public ValueTask<RowFile<TModel>> FileOfAsync(FileChange change, CancellationToken cancellationToken)
        => _parts.TryGetValue(change, out var part) && !part.File.IsDue && !IsFull(change, part) ? new(part.File) : MakeRoomAsync(change, part, cancellationToken);

    /// <summary>Ends the files.</summary>
    public async ValueTask<IReadOnlyList<(ManifestFile File, StagedFile Staged)>> CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var (change, part) in _parts.OrderBy(static part => part.Key)) await EndAsync(change, part, cancellationToken).ConfigureAwait(false);
        _parts.Clear();
        return [.. _files.OrderBy(static file => file.Staged.Number)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts.Values)
        {
            await part.File.DisposeAsync().ConfigureAwait(false);
            await part.Stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<Part> PartOfAsync(FileChange change, CancellationToken cancellationToken)
        => _parts[change] = await CreateAsync(change, 1, cancellationToken).ConfigureAwait(false);

    private async ValueTask<RowFile<TModel>> MakeRoomAsync(FileChange change, Part? part, CancellationToken cancellationToken)
    {
        if (part is null) return (await PartOfAsync(change, cancellationToken).ConfigureAwait(false)).File;
        if (part.File.IsDue) await part.File.FlushAsync(cancellationToken).ConfigureAwait(false);
        // Where files end must not hang on how far a thread has come.
        if (settings.BytesPerFile is not null) await part.File.SettleAsync().ConfigureAwait(false);
        if (!IsFull(change, part)) return part.File;
        await EndAsync(change, part, cancellationToken).ConfigureAwait(false);
        _parts.Remove(change);
        _parts[change] = await CreateAsync(change, part.Place + 1, cancellationToken).ConfigureAwait(false);
        return _parts[change].File;
    }

    /// <summary>Whether the next row begins another file; the one of mode All is never split.</summary>
    private bool IsFull(FileChange change, Part part)
        => change != FileChange.All && part.File.Rows > 0 && (part.File.Rows >= settings.RowsPerFile || part.File.Size >= settings.BytesPerFile);

    private async ValueTask<Part> CreateAsync(FileChange change, int place, CancellationToken cancellationToken)
    {
        var path = nameOf(change, place);
        var number = ++_created;
        var stream = await stage.CreateAsync(commit, number, path, cancellationToken).ConfigureAwait(false);
        return new Part(settings.Format.Begin<TModel>(schema, stream), stream, number, place, path);
    }

    private async ValueTask EndAsync(FileChange change, Part part, CancellationToken cancellationToken)
    {
        await part.File.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var staged = await part.Stream.CompleteAsync(part.Number, part.Path, change == FileChange.All, cancellationToken).ConfigureAwait(false);
        _files.Add((new ManifestFile(part.Path, change.Word(), part.Place, part.File.Rows, staged.Bytes, staged.Sha256), staged));
        await part.File.DisposeAsync().ConfigureAwait(false);
        await part.Stream.DisposeAsync().ConfigureAwait(false);
    }

    private sealed record Part(RowFile<TModel> File, StagedStream Stream, int Number, int Place, string Path);
}
