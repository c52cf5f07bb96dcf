namespace Syncline;

/// <summary>Delivers a run as files: in one piece, or a commit a batch.</summary>
internal sealed class FileDelivery<TModel, TKey>(IFileStage stage, FileSettings settings, DeliveryContext context) : IStagesRows<TModel, TKey>, IConfirmsCommits
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int RowsPerBatch = 100_000;
    private const int RowsPerReport = 10_000;
    private readonly DateTimeOffset _utc = context.TimeProvider.GetUtcNow();
    private readonly Dictionary<FileChange, int> _partsOfRun = [];
    private bool _isClean;
    private StagedRows? _staged;

    public int BatchSize => RowsPerBatch;

    public bool StagesWhileReading => stage.IsNear;

    public ValueTask<bool> IsCommittedAsync(string commit, CancellationToken cancellationToken) => stage.SettleAsync(commit, cancellationToken);

    public async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var writer = await BeginAsync(batch.Commit, [], cancellationToken).ConfigureAwait(false);
        await using var writerScope = writer.ConfigureAwait(false);
        var outcomes = new Outcomes();
        for (var i = 0; i < batch.Count; i++)
        {
            var operation = batch.Operations.Span[i];
            var file = await writer.FileOfAsync(FileChanges.Of(operation.Kind), cancellationToken).ConfigureAwait(false);
            outcomes.Add(file.Write(operation.Row!));
        }

        return await PrepareAsync(writer, batch.Commit, batch.PreviousCommit, outcomes, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask StageAsync(string commit, StoredRows rows, CancellationToken cancellationToken)
    {
        var (writer, outcomes) = _staged ??= new(await BeginAsync(commit, FileChanges.Of(context.Sync), cancellationToken).ConfigureAwait(false), new Outcomes());
        while (!rows.IsEmpty)
        {
            var file = await writer.FileOfAsync(FileChange.Snapshot, cancellationToken).ConfigureAwait(false);
            outcomes.Add(file.Write(rows.Take()));
        }
    }

    public async ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (_staged is var (early, found))
        {
            // A second try begins anew, as one does whose operations are not the rows that were staged.
            _staged = null;
            await using var earlyScope = early.ConfigureAwait(false);
            if (run.IsStaged) return await PrepareAsync(early, run.Commit, run.PreviousCommit, found, cancellationToken).ConfigureAwait(false);
        }

        var writer = await BeginAsync(run.Commit, FileChanges.Of(context.Sync), cancellationToken).ConfigureAwait(false);
        await using var writerScope = writer.ConfigureAwait(false);
        var outcomes = await WriteAsync(run, writer, cancellationToken).ConfigureAwait(false);
        if (context.Sync.Mode != SyncMode.All) return await PrepareAsync(writer, run.Commit, run.PreviousCommit, outcomes, cancellationToken).ConfigureAwait(false);
        var mirror = new FileMirror<TModel, TKey>(stage, settings.Format, NameOf(run.Commit, FileChange.All, 1));
        await mirror.CarryOverAsync(run, writer, outcomes, cancellationToken).ConfigureAwait(false);
        var work = await PrepareAsync(writer, run.Commit, run.PreviousCommit, outcomes, cancellationToken).ConfigureAwait(false);
        work.Found(mirror.Records, mirror.Foreign);
        return work;
    }

    public async ValueTask DisposeAsync()
    {
        await using var stageScope = stage.ConfigureAwait(false);
        if (_staged is not null) await _staged.Writer.DisposeAsync().ConfigureAwait(false);
        // A run that had nothing to deliver leaves no debris of others behind either.
        if (!_isClean) await stage.CleanAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<Outcomes> WriteAsync(WholeRun<TModel, TKey> run, CommitWriter<TModel> writer, CancellationToken cancellationToken)
    {
        var outcomes = new Outcomes();
        var looksAtKeys = context.Sync.Mode == SyncMode.All && KeyTimes.Matter(context.Schema);
        for (var i = 0; i < run.Count; i++)
        {
            var file = await writer.FileOfAsync(FileChanges.Of(run.KindOf(i)), cancellationToken).ConfigureAwait(false);
            outcomes.Add((looksAtKeys ? MisfitOfKey(run.Stored(i)) : null) ?? file.Write(run.Stored(i)));
            if (i % RowsPerReport != 0) continue;
            cancellationToken.ThrowIfCancellationRequested();
            run.Report(i);
        }

        return outcomes;
    }

    private string? MisfitOfKey(StoredRow row)
    {
        var times = new KeyTimes(context.Schema);
        row.CopyTo(ref times);
        return times.Misfit;
    }

    private async ValueTask<CommitWriter<TModel>> BeginAsync(string commit, FileChange[] changes, CancellationToken cancellationToken)
    {
        // The state has asked by now what became of the commits it does not know of.
        if (!_isClean) await stage.CleanAsync(cancellationToken).ConfigureAwait(false);
        _isClean = true;
        // What an earlier try of this commit left.
        await stage.DiscardAsync(commit, cancellationToken).ConfigureAwait(false);
        var writer = new CommitWriter<TModel>(stage, settings, context.Schema, commit, (change, part) => NameOf(commit, change, part));
        try
        {
            await writer.BeginAsync(changes, cancellationToken).ConfigureAwait(false);
            return writer;
        }
        catch
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<FileWork> PrepareAsync(CommitWriter<TModel> writer, string commit, string? previous, Outcomes outcomes, CancellationToken cancellationToken)
    {
        var files = await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var manifest = new Manifest(
            context.StateId, context.Sync.Name, context.Sync.Type.ToString(), context.Sync.Mode.ToString(), context.RunId, commit, previous, context.TimeProvider.GetUtcNow(),
            ManifestModel.Of(context.Schema), settings.Format.Name, [.. files.Select(static file => file.File)]);
        var prepared = new PreparedCommit(commit, [.. files.Select(static file => file.Staged)], manifest.ToJson());
        await stage.PrepareAsync(prepared, cancellationToken).ConfigureAwait(false);
        return new FileWork(stage, prepared, outcomes, () => Committed(manifest));
    }

    /// <summary>Files of one run's later batches go on counting where the pattern tells runs apart and not commits.</summary>
    private void Committed(Manifest manifest)
    {
        foreach (var file in manifest.Files.GroupBy(static file => file.Change))
        {
            var change = Enum.GetValues<FileChange>().Single(one => one.Word() == file.Key);
            _partsOfRun[change] = _partsOfRun.GetValueOrDefault(change) + file.Count();
        }
    }

    private string NameOf(string commit, FileChange change, int part)
    {
        var pattern = change == FileChange.All ? settings.MirrorName : settings.Names;
        var place = pattern.TellsCommits ? part : part + _partsOfRun.GetValueOrDefault(change);
        return pattern.Of(FileNames.Values(context, commit, change, place, _utc));
    }

    /// <summary>What was written of a snapshot while its source was read.</summary>
    private sealed record StagedRows(CommitWriter<TModel> Writer, Outcomes Outcomes);
}
