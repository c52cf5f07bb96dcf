namespace Syncline;

/// <summary>Where files are kept: a folder, a bucket.</summary>
internal interface IFileStore
{
    /// <summary>What it is called in errors. Holds no secrets.</summary>
    string Name { get; }

    /// <summary>Opens it for a run; shows nothing.</summary>
    /// <exception cref="DestinationException">It is not there, or can't be written.</exception>
    ValueTask<IFileStage> OpenAsync(FileRun run, CancellationToken cancellationToken);
}

/// <summary>The run that files are written for.</summary>
/// <param name="Sync">The sync whose state it has, as part of a name: no two runs of it write at once.</param>
/// <param name="RunId">The run.</param>
/// <param name="ExpectsCommits">Whether earlier runs of the sync delivered here, so that the place must be there.</param>
/// <param name="TimeProvider">The clock.</param>
internal sealed record FileRun(string Sync, string RunId, bool ExpectsCommits, TimeProvider TimeProvider)
{
    /// <summary>The id of the sync's state, which manifests name.</summary>
    public string StateId { get; init; } = Sync;

    /// <summary>Names of files that the run may have, one of each kind, with / between folders.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The name of the one file that the run replaces; <see langword="null"/> where it replaces none.</summary>
    public string? Replaced { get; init; }

    /// <summary>The columns of the file that the run replaces, where nothing but their order tells them.</summary>
    public IReadOnlyList<ManifestColumn>? Positions { get; init; }

    /// <summary>Hears of each step on the way of a commit: for tests, which kill it there.</summary>
    public Action<string>? Reached { get; init; }
}

/// <summary>Files of one run, shown commit by commit: none of a commit's, or all of them with its manifest as the last.</summary>
/// <remarks>What fails is a <see cref="DestinationException"/> that names the place and the way out.</remarks>
internal interface IFileStage : IAsyncDisposable
{
    /// <summary>Whether files are written about as fast as rows are read, so that a source need not wait for it.</summary>
    bool IsNear { get; }

    /// <summary>Removes what dead runs of the sync left, or completes it where it had begun to show and can be completed.</summary>
    ValueTask CleanAsync(CancellationToken cancellationToken);

    /// <summary>Whether a commit took effect. One that had begun to show is completed first, where nothing of it is lost; any other never shows from then on, and what was shown of it is taken back.</summary>
    ValueTask<bool> SettleAsync(string commit, CancellationToken cancellationToken);

    /// <summary>Begins a file that nobody sees.</summary>
    ValueTask<StagedStream> CreateAsync(string commit, int number, string path, CancellationToken cancellationToken);

    /// <summary>Writes down what a commit is, so that whoever finds it can complete it.</summary>
    ValueTask PrepareAsync(PreparedCommit commit, CancellationToken cancellationToken);

    /// <summary>Shows the files, and the manifest as the last.</summary>
    ValueTask PublishAsync(PreparedCommit commit, CancellationToken cancellationToken);

    /// <summary>Removes a commit that was not begun to be shown, or the files of one that was not prepared.</summary>
    ValueTask DiscardAsync(string commit, CancellationToken cancellationToken);

    /// <summary>Opens what is shown at a path; <see langword="null"/> where there is nothing.</summary>
    ValueTask<Stream?> ReadAsync(string path, CancellationToken cancellationToken);
}
