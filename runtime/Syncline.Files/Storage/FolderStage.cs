using System.Globalization;

namespace Syncline;

/// <summary>Files of one run in a folder: written in a private directory below it, flushed, moved to where they are shown.</summary>
/// <remarks>
/// The directory is <c>.syncline/{sync}/{run}</c>. It holds the lock that says its run is alive, the files of the commit being made, as <c>{commit}.{number}</c>, and once all of them are flushed the manifest, as <c>{commit}.json</c>.
/// Whoever settles a commit moves its directory away first: from then on its own run, should it live on, can show nothing of it any more.
/// </remarks>
internal sealed class FolderStage : IFileStage
{
    private const int Attempts = 20;
    private readonly string _root;
    private readonly FileRun _run;
    private readonly string _directory;
    private readonly RunDirectory _held;
    private readonly HashSet<string> _settled = [];
    private bool _isHalfShown;

    private FolderStage(string root, FileRun run, RunDirectory held) => (_root, _run, _directory, _held) = (root, run, held.Path, held);

    public bool IsNear => true;

    private string Runs => Path.Combine(_root, FileLayout.Staging, _run.Sync);

    /// <summary>Makes the run's directory.</summary>
    public static FolderStage Open(string root, FileRun run)
    {
        var runs = Path.Combine(root, FileLayout.Staging, run.Sync);
        var directory = Path.Combine(runs, run.RunId);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                DurableDirectory.Create(root, runs);
                if (RunDirectory.Make(directory, run.Reached) is { } held) return Check(new FolderStage(root, run, held));
            }
            catch (DirectoryNotFoundException) when (attempt < Attempts)
            {
                // A run that ended removed the empty directory above at this very moment.
            }

            if (attempt == Attempts) throw new IOException($"{directory} is there, and is being removed by another run.");
            // Who cleans up there needs a moment.
            Thread.Sleep(attempt);
        }
    }

    public ValueTask<StagedStream> CreateAsync(string commit, int number, string path, CancellationToken cancellationToken) => Try<StagedStream>(() =>
    {
        _run.Reached?.Invoke("create");
        return new FolderStream(Staged(_directory, commit, number), _root);
    }, FailureEffect.NothingTransient);

    public ValueTask PrepareAsync(PreparedCommit commit, CancellationToken cancellationToken) => Try(() =>
    {
        // Another sync's first run may have shown its file since this one was opened.
        ReplacedFile.CheckOwner(_root, _run);
        // Under another name until it is whole: who finds a prepared manifest may rely on it.
        var partial = Path.Combine(_directory, $"{commit.Commit}.partial");
        using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(commit.Manifest.Span);
            DurableFile.Flush(file.SafeFileHandle, partial);
        }

        _run.Reached?.Invoke("prepare");
        File.Move(partial, Prepared(_directory, commit.Commit));
        DurableDirectory.Flush(_directory);
        _run.Reached?.Invoke("prepared");
    }, FailureEffect.NothingTransient);

    public ValueTask PublishAsync(PreparedCommit commit, CancellationToken cancellationToken) => Try(() =>
    {
        // A commit that was left behind and one that asks what became of it are not at work at once.
        lock (_settled)
        {
            if (_settled.Contains(commit.Commit)) throw new IOException($"The commit {commit.Commit} was given up.");
            _isHalfShown = true;
            try
            {
                FolderCommit.Publish(_root, _run.Sync, _directory, commit.Commit, commit.Files, _run.Reached);
            }
            catch (Exception e) when (FolderFaults.IsFault(e) && HasShownNothing(commit))
            {
                Remove(commit.Commit);
                _isHalfShown = false;
                throw FolderFaults.Of(e, _root, FailureEffect.NothingTransient);
            }

            _isHalfShown = false;
        }
    }, FailureEffect.Unknown);

    public ValueTask DiscardAsync(string commit, CancellationToken cancellationToken) => Try(() => Remove(commit), FailureEffect.NothingTransient);

    public ValueTask<bool> SettleAsync(string commit, CancellationToken cancellationToken) => Try(() =>
    {
        if (File.Exists(Prepared(_directory, commit))) SettleOwn(commit);
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            if (FolderCommit.IsShown(_root, _run.Sync, commit)) return true;
            var holder = Others().FirstOrDefault(directory => File.Exists(Prepared(directory, commit)));
            // Its own run may have shown it while it was looked for.
            if (holder is null) return FolderCommit.IsShown(_root, _run.Sync, commit) || ThrowIfHidden(commit);
            if (RunDirectory.Claim(holder) is not { } claimed) continue;
            Settle(claimed);
            return FolderCommit.IsShown(_root, _run.Sync, commit);
        }

        throw new IOException($"The commit {commit} is being settled by somebody else.");
    }, FailureEffect.NothingTransient);

    public ValueTask CleanAsync(CancellationToken cancellationToken) => Try(() =>
    {
        foreach (var directory in Others())
        {
            using var dead = RunDirectory.Take(directory, _run.TimeProvider.GetUtcNow());
            if (dead is not null) Settle(dead.Path);
        }
    }, FailureEffect.NothingTransient);

    public ValueTask<Stream?> ReadAsync(string path, CancellationToken cancellationToken) => Try<Stream?>(() =>
    {
        var file = FolderCommit.Shown(_root, path);
        return File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
    }, FailureEffect.NothingTransient);

    public ValueTask DisposeAsync()
    {
        using var held = _held;
        // What is half shown is left for whoever is asked next.
        if (_isHalfShown) return ValueTask.CompletedTask;
        _run.Reached?.Invoke("closing");
        try
        {
            if (!held.End()) return ValueTask.CompletedTask;
            _run.Reached?.Invoke("removed");
            RemoveEmpty(Runs);
            RemoveEmpty(Path.GetDirectoryName(Runs)!);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (FolderFaults.IsFault(e))
        {
            // Its directory is gone from its place by now, and not because another took it.
            throw FolderFaults.Of(e, _root, FailureEffect.NothingTransient);
        }
    }

    /// <summary>Sees that what is written can be shown; where it can't, nothing is left.</summary>
    private static FolderStage Check(FolderStage stage)
    {
        try
        {
            FolderCommit.CheckRights(stage._root, stage._run.Sync);
            FolderCommit.CheckReach(stage._root, stage._directory, stage._run.Paths.Append(FileLayout.Manifest(stage._run.Sync, stage._run.RunId)));
            return stage;
        }
        catch
        {
            using var held = stage._held;
            held.End();
            RemoveEmpty(stage.Runs);
            RemoveEmpty(Path.GetDirectoryName(stage.Runs)!);
            throw;
        }
    }

    private static string Staged(string directory, string commit, int number) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{commit}.{number}"));

    private static string Prepared(string directory, string commit) => Path.Combine(directory, $"{commit}.json");

    /// <summary>Sees that nobody can have prepared a commit that is not shown: gives <see langword="false"/>.</summary>
    /// <exception cref="DestinationException">What another account left can't be looked into.</exception>
    private bool ThrowIfHidden(string commit)
    {
        if (Others().FirstOrDefault(directory => !IsOpen(directory)) is not { } closed) return false;
        throw new DestinationException($"Whether the commit {commit} of {_run.Sync} took effect can't be told: {closed} is of {(Account.OwnerOf(closed) is { } owner ? $"the account {owner}" : "another account")}, and the account {Account.Name} may not look into it. Run the sync once as the account that owns it, or give it to this one with all that is in it, and let one account run the sync from then on.", FailureEffect.NothingPermanent);
    }

    private static bool IsOpen(string directory)
    {
        try
        {
            _ = Directory.GetFiles(directory);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string[] Others() => Directory.Exists(Runs) ? [.. Directory.GetDirectories(Runs).Where(directory => directory != _directory).Order(StringComparer.Ordinal)] : [];

    /// <summary>Whether a commit that failed is as it was before it was begun, so that it can be given up.</summary>
    private bool HasShownNothing(PreparedCommit commit)
        => File.Exists(Prepared(_directory, commit.Commit)) && commit.Files.All(file => File.Exists(Staged(_directory, commit.Commit, file.Number)) && (file.Replaces || !File.Exists(FolderCommit.Shown(_root, file.Path))));

    private void Remove(string commit)
    {
        // The manifest first: without it nobody takes the rest for a commit.
        File.Delete(Prepared(_directory, commit));
        foreach (var file in Directory.GetFiles(_directory, $"{commit}.*")) File.Delete(file);
    }

    private void SettleOwn(string commit)
    {
        lock (_settled)
        {
            _settled.Add(commit);
            if (Manifest.Read(File.ReadAllBytes(Prepared(_directory, commit))) is not { } manifest) return;
            if (!TryComplete(_directory, manifest)) Remove(commit);
            _isHalfShown = false;
        }
    }

    /// <summary>Completes a commit that had begun to show; where a file of it is lost, what is shown is taken back.</summary>
    /// <returns>Whether it is complete: any other is given up, and its prepared manifest is to be removed.</returns>
    private bool TryComplete(string directory, Manifest manifest)
    {
        if (!FolderCommit.HasBegun(_root, directory, manifest)) return false;
        if (FolderCommit.CanComplete(_root, directory, manifest))
        {
            FolderCommit.Publish(_root, _run.Sync, directory, manifest.Commit, manifest.Staged(), _run.Reached);
            return true;
        }

        FolderCommit.TakeBack(_root, manifest);
        _run.Reached?.Invoke("given up");
        return false;
    }

    /// <summary>Completes what had begun to show and can be completed, and removes the rest.</summary>
    private void Settle(string directory)
    {
        _run.Reached?.Invoke("settle");
        try
        {
            foreach (var prepared in Directory.GetFiles(directory, "*.json"))
            {
                if (Manifest.Read(File.ReadAllBytes(prepared)) is { } manifest) TryComplete(directory, manifest);
            }
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException && !Directory.Exists(directory))
        {
            // Another settled it meanwhile.
        }

        RunDirectory.Remove(directory);
    }

    private static void RemoveEmpty(string directory)
    {
        try
        {
            Directory.Delete(directory);
        }
        catch (IOException)
        {
            // Another run is at work there.
        }
    }

    private ValueTask Try(Action work, FailureEffect effect)
    {
        Guard(() =>
        {
            work();
            return true;
        }, effect);
        return ValueTask.CompletedTask;
    }

    private ValueTask<T> Try<T>(Func<T> work, FailureEffect effect) => new(Guard(work, effect));

    private T Guard<T>(Func<T> work, FailureEffect effect)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (FolderFaults.IsFault(e))
        {
            if (Directory.Exists(_root) && !Directory.Exists(_directory)) throw new DestinationException($"Another run of {_run.Sync} took over what this one had prepared in {_root}: this one lost its lease, or two states deliver there. Run again.", effect == FailureEffect.Unknown ? effect : FailureEffect.NothingPermanent, e);
            throw FolderFaults.Of(e, _root, effect);
        }
    }
}
