namespace Syncline;

/// <summary>Files in a folder or bucket: what <see cref="FileFolder"/> and <see cref="S3Bucket"/> have in common.</summary>
/// <remarks>
/// Each run, or of inserts and events each batch, is a commit: its files show as a whole, and its manifest as the last. A commit without a manifest does not count; a manifest names the commit it continues, so that nobody applies a difference twice.
/// Snapshot writes a file of all rows a run; Diff three, of the rows added, changed and removed; Insert and events append files; All keeps one file that each run replaces.
/// </remarks>
public abstract class FileDestination : IInserts, IEventDestination, IMirrors, ISnapshots, IDiffs
{
    private readonly FileFormat _format;
    private NamePattern _names;
    private NamePattern _mirrorName;

    private protected FileDestination(FileFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        _format = format;
        Names = "{sync}/{utc:yyyy-MM-dd}/{run}-{change}.{ext}";
        MirrorName = "{sync}.{ext}";
        _names = NamePattern.OfNewFiles(Names, format.Extension, nameof(Names));
        _mirrorName = NamePattern.OfReplacedFile(MirrorName, format.Extension, nameof(MirrorName));
    }

    /// <summary>How files are named, with / between folders.</summary>
    /// <value>
    /// Default: <c>{sync}/{utc:yyyy-MM-dd}/{run}-{change}.{ext}</c>. Placeholders: <c>{sync}</c>, the sync's id; <c>{model}</c>, the model's name; <c>{run}</c>; <c>{commit}</c>, of which a run of inserts or events can have several; <c>{change}</c>, one of
    /// snapshot, added, changed, removed and events; <c>{part}</c>, counted from 0001 where files are split; <c>{utc:format}</c>, when the run began, in a format of .NET; <c>{ext}</c>, which the format says.
    /// A pattern without <c>{part}</c> gets it before the extension from the second file on.
    /// </value>
    /// <exception cref="ArgumentException">A placeholder is unknown, no run is named so that files would be overwritten, or the names would be no names on one of the systems.</exception>
    public string Names
    {
        get;
        init => _names = NamePattern.OfNewFiles(field = value, _format.Extension, nameof(Names));
    }

    /// <summary>How the one file that mode All replaces is named.</summary>
    /// <value>Default: <c>{sync}.{ext}</c>.</value>
    /// <exception cref="ArgumentException">The pattern tells runs apart, or the name would be none on one of the systems.</exception>
    public string MirrorName
    {
        get;
        init => _mirrorName = NamePattern.OfReplacedFile(field = value, _format.Extension, nameof(MirrorName));
    }

    /// <summary>The most rows a file has; the next one goes to another file.</summary>
    /// <value>Default: <see langword="null"/>, no limit. No limit to the file of mode All.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public long? RowsPerFile
    {
        get;
        init
        {
            if (value is { } rows) ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1, nameof(RowsPerFile));
            field = value;
        }
    }

    /// <summary>How many bytes, before compression, a file has at least before the next row goes to another file.</summary>
    /// <value>Default: <see langword="null"/>, no limit. No limit to the file of mode All.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public long? BytesPerFile
    {
        get;
        init
        {
            if (value is { } bytes) ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1, nameof(BytesPerFile));
            field = value;
        }
    }

    /// <summary>Whether a snapshot or difference without a row has no file, rather than one with nothing but its header.</summary>
    /// <value>Default: <see langword="false"/>: Diff always writes three files.</value>
    public bool SkipEmpty { get; init; }

    /// <inheritdoc/>
    public abstract string Identity { get; }

    /// <summary>A commit takes effect once or not at all, so there is nothing to repeat.</summary>
    public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Event | OperationKinds.Snapshot | OperationKinds.DiffAdded | OperationKinds.DiffChanged | OperationKinds.DiffRemoved | OperationKinds.Mirror;

    /// <summary>Hears of each step on the way of a commit: for tests.</summary>
    internal Action<string>? Reached { get; init; }

    private protected abstract IFileStore Store { get; }

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        Check(context);
        var paths = Paths(context);
        var run = new FileRun(SafeName.OfSync(context.StateId), context.RunId, context.ExpectsCommits, context.TimeProvider)
        {
            StateId = context.StateId,
            Paths = paths,
            Replaced = context.Sync.Mode == SyncMode.All ? paths[0] : null,
            Positions = context.Sync.Mode == SyncMode.All && _format.IsByPosition ? ManifestModel.Of(context.Schema).Columns : null,
            Reached = Reached,
        };
        var stage = await Store.OpenAsync(run, cancellationToken).ConfigureAwait(false);
        return new FileDelivery<TModel, TKey>(stage, new FileSettings(_format, _names, _mirrorName, RowsPerFile, BytesPerFile, SkipEmpty), context);
    }

    private string[] Paths(DeliveryContext context)
    {
        string Path(NamePattern pattern, FileChange change) => pattern.Of(FileNames.Values(context, $"{context.RunId}-000001", change, 1, context.TimeProvider.GetUtcNow()));
        return context.Sync.Mode == SyncMode.All ? [Path(_mirrorName, FileChange.All)] : [.. FileChanges.Of(context.Sync).Select(change => Path(_names, change))];
    }

    /// <summary>What is wrong with the names of the run's files, or with that of its folders of manifests and of what is being written; <see langword="null"/> when nothing is.</summary>
    private string? WhyNotNamed(DeliveryContext context)
    {
        var isAll = context.Sync.Mode == SyncMode.All;
        // All's file is never split; of any other the second part has the longest name.
        var name = (isAll ? _mirrorName : _names).Of(FileNames.Values(context, $"{context.RunId}-000001", isAll ? FileChange.All : FileChange.Snapshot, isAll ? 1 : 2, context.TimeProvider.GetUtcNow()));
        var pattern = isAll ? nameof(MirrorName) : nameof(Names);
        if (SafeName.Problem(name) is { } problem) return $"The name '{name}' {problem}. Correct the pattern in {pattern}, or give the sync another Id.";
        if (FileLayout.IsOwn(name.Split('/')[0])) return $"The name '{name}' is in a folder where Syncline keeps its own. Correct the pattern in {pattern}, or give the sync another Id.";
        var folder = SafeName.OfSync(context.StateId);
        return SafeName.Problem(folder) is { } unfit ? $"The name '{folder}', of the folder of the sync's manifests, {unfit}. Give the sync another Id." : null;
    }

    /// <summary>What does not fit the sync, all of it in one error, before anything is read.</summary>
    private void Check(DeliveryContext context)
    {
        var problems = _format.Problems(context.Schema).ToList();
        if (context.Sync.Mode == SyncMode.Diff && context.Sync.Type == SyncType.Objects && !_names.TellsChanges)
        {
            problems.Add($"The pattern '{_names}' does not tell added, changed and removed rows apart, and Diff writes a file of each. Write {{change}} into Names.");
        }

        if (context.Sync.Mode == SyncMode.All && _format.WhyNotMirrored(context.Schema) is { } why) problems.Add(why);
        if (WhyNotNamed(context) is { } misnamed) problems.Add(misnamed);
        if (problems.Count > 0) throw new DestinationException($"{context.Sync.Name} does not fit the files in {Identity}. {string.Join(" ", problems)}", FailureEffect.NothingPermanent);
    }
}
