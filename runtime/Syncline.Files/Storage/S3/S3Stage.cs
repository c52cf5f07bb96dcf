using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Syncline;

/// <summary>Files of one run in a bucket: multipart uploads, completed when their commit is made.</summary>
/// <remarks>
/// <c>.syncline/{sync}/{run}/{commit}.{number}</c> names an upload that was begun, so that whoever finds it can abort it; <c>{commit}.json</c> a commit all of whose uploads have their parts, with what completes them. The manifest is an upload too, the last to be completed:
/// aborting it is what gives a commit up for good.
/// </remarks>
internal sealed class S3Stage(S3Objects objects, FileRun run, Func<CancellationToken, ValueTask> checkOwner) : IFileStage
{
    private const string Prepared = ".json";

    public bool IsNear => false;

    private string Runs => $"{FileLayout.Staging}/{run.Sync}/";

    private string Own => $"{Runs}{run.RunId}/";

    public async ValueTask<StagedStream> CreateAsync(string commit, int number, string path, CancellationToken cancellationToken)
    {
        run.Reached?.Invoke("create");
        return new S3Stream(objects, path, await BeginAsync(commit, number, path, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask PrepareAsync(PreparedCommit commit, CancellationToken cancellationToken)
    {
        // Another sync's first run may have shown its object since this one was opened.
        await checkOwner(cancellationToken).ConfigureAwait(false);
        var path = FileLayout.Manifest(run.Sync, commit.Commit);
        var stream = new S3Stream(objects, path, await BeginAsync(commit.Commit, 0, path, cancellationToken).ConfigureAwait(false));
        await using var streamScope = stream.ConfigureAwait(false);
        await stream.WriteAsync(commit.Manifest, cancellationToken).ConfigureAwait(false);
        var manifest = await stream.CompleteAsync(0, path, false, cancellationToken).ConfigureAwait(false);
        run.Reached?.Invoke("prepare");
        await objects.PutAsync($"{Own}{commit.Commit}{Prepared}", ToJson([manifest, .. commit.Files]), cancellationToken).ConfigureAwait(false);
        run.Reached?.Invoke("prepared");
    }

    public async ValueTask PublishAsync(PreparedCommit commit, CancellationToken cancellationToken)
    {
        if (await objects.ReadAsync($"{Own}{commit.Commit}{Prepared}", cancellationToken).ConfigureAwait(false) is not { } prepared)
        {
            throw new DestinationException($"Another run of {run.Sync} gave up what this one had prepared: this one lost its lease, or two states deliver there. Run again.", FailureEffect.Unknown);
        }

        await PublishAsync(commit.Commit, FromJson(prepared), Own, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DiscardAsync(string commit, CancellationToken cancellationToken)
    {
        // The prepared commit first: without it nobody completes the rest.
        await objects.DeleteAsync($"{Own}{commit}{Prepared}", cancellationToken).ConfigureAwait(false);
        await AbortAsync($"{Own}{commit}.", cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> SettleAsync(string commit, CancellationToken cancellationToken)
    {
        foreach (var found in (await objects.ListAsync(Runs, cancellationToken).ConfigureAwait(false)).Where(path => path.EndsWith($"/{commit}{Prepared}", StringComparison.Ordinal)))
        {
            await SettleAtAsync(found, cancellationToken).ConfigureAwait(false);
        }

        return await IsShownAsync(commit, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask CleanAsync(CancellationToken cancellationToken)
    {
        // No two runs of a state deliver at once, and their ids sort: what began before this one is dead, and what began after it may have taken its lease.
        var left = (await objects.ListAsync(Runs, cancellationToken).ConfigureAwait(false)).Where(path => !path.StartsWith(Own, StringComparison.Ordinal) && string.CompareOrdinal(path, Own) < 0).ToArray();
        foreach (var prepared in left.Where(path => path.EndsWith(Prepared, StringComparison.Ordinal))) await SettleAtAsync(prepared, cancellationToken).ConfigureAwait(false);
        foreach (var begun in left.Where(path => !path.EndsWith(Prepared, StringComparison.Ordinal))) await AbortBegunAsync(begun, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Stream?> ReadAsync(string path, CancellationToken cancellationToken) => await objects.DownloadAsync(path, cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<string> BeginAsync(string commit, int number, string path, CancellationToken cancellationToken)
    {
        var upload = await objects.BeginAsync(path, path == run.Replaced ? run.Sync : null, cancellationToken).ConfigureAwait(false);
        try
        {
            await objects.PutAsync(string.Create(CultureInfo.InvariantCulture, $"{Own}{commit}.{number}"), Encoding.UTF8.GetBytes($"{upload}\n{path}"), cancellationToken).ConfigureAwait(false);
            return upload;
        }
        catch
        {
            // Nobody else knows of it.
            await objects.AbortAsync(path, upload, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Completes the uploads, and the manifest's as the last. Begun and not ended it can be done again, by anybody.</summary>
    private async ValueTask PublishAsync(string commit, StagedFile[] staged, string directory, CancellationToken cancellationToken)
    {
        foreach (var file in staged[1..])
        {
            await ShowAsync(file, cancellationToken).ConfigureAwait(false);
            run.Reached?.Invoke("shown");
        }

        await ShowAsync(staged[0], cancellationToken).ConfigureAwait(false);
        run.Reached?.Invoke("manifest");
        try
        {
            await ForgetAsync(commit, directory, cancellationToken).ConfigureAwait(false);
        }
        catch (DestinationException)
        {
            // The commit took effect all the same; the next run clears the note away.
        }
    }

    private async ValueTask ShowAsync(StagedFile file, CancellationToken cancellationToken)
    {
        if (await IsTakenAsync(file, FailureEffect.Unknown, cancellationToken).ConfigureAwait(false)) throw new DestinationException($"There is an object {file.Path} already, which this commit did not write. Remove it, or tell the files of runs apart in Names.", FailureEffect.Unknown);
        if (await objects.CompleteAsync(S3Upload.Of(file.Path, file.Token), cancellationToken).ConfigureAwait(false)) return;
        // There is no such upload any more: it was completed, or it was given up.
        if (await objects.LengthAsync(file.Path, FailureEffect.Unknown, cancellationToken).ConfigureAwait(false) == file.Bytes) return;
        throw new DestinationException($"The upload of {file.Path} is gone: the bucket aborts uploads before a run is done with them, or another run of {run.Sync} gave it up because this one lost its lease or two states deliver there. Run again, and let the bucket abort incomplete uploads later.", FailureEffect.Unknown);
    }

    /// <summary>Completes a commit that had begun to show and of which nothing is lost, and gives up any other.</summary>
    private async ValueTask SettleAtAsync(string prepared, CancellationToken cancellationToken)
    {
        if (await objects.ReadAsync(prepared, cancellationToken).ConfigureAwait(false) is not { } json) return;
        var staged = FromJson(json);
        var directory = prepared[..(prepared.LastIndexOf('/') + 1)];
        var commit = prepared[directory.Length..^Prepared.Length];
        run.Reached?.Invoke("settle");
        // Where its manifest is shown all is, and what was consumed since may be gone.
        if (!await IsShownAsync(commit, cancellationToken).ConfigureAwait(false))
        {
            if (await HasBegunAsync(staged, cancellationToken).ConfigureAwait(false) && await CanCompleteAsync(staged, cancellationToken).ConfigureAwait(false))
            {
                await PublishAsync(commit, staged, directory, cancellationToken).ConfigureAwait(false);
                return;
            }

            await GiveUpAsync(commit, staged, cancellationToken).ConfigureAwait(false);
        }

        await ForgetAsync(commit, directory, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask GiveUpAsync(string commit, StagedFile[] staged, CancellationToken cancellationToken)
    {
        await objects.AbortAsync(staged[0].Path, S3Upload.Of(staged[0].Path, staged[0].Token).Id, cancellationToken).ConfigureAwait(false);
        // Its own run may have been faster than the abortion.
        if (await IsShownAsync(commit, cancellationToken).ConfigureAwait(false)) return;
        foreach (var file in staged[1..])
        {
            var isAborted = await objects.AbortAsync(file.Path, S3Upload.Of(file.Path, file.Token).Id, cancellationToken).ConfigureAwait(false);
            // What was shown is taken back where nobody changed it.
            if (!isAborted && !file.Replaces && await objects.IsAsWrittenAsync(file, cancellationToken).ConfigureAwait(false)) await objects.DeleteAsync(file.Path, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a file of a commit without a manifest is shown.</summary>
    private async ValueTask<bool> HasBegunAsync(StagedFile[] staged, CancellationToken cancellationToken)
    {
        foreach (var file in staged[1..])
        {
            // What is replaced is there before and after: its upload tells. Who gives a commit up aborts the manifest's first.
            var isShown = file.Replaces
                ? !await IsBegunAsync(file, FailureEffect.NothingTransient, cancellationToken).ConfigureAwait(false) && await IsBegunAsync(staged[0], FailureEffect.NothingTransient, cancellationToken).ConfigureAwait(false)
                : await IsThereAsync(file, FailureEffect.NothingTransient, cancellationToken).ConfigureAwait(false) && !await IsBegunAsync(file, FailureEffect.NothingTransient, cancellationToken).ConfigureAwait(false);
            if (isShown) return true;
        }

        return false;
    }

    /// <summary>Whether the manifest's upload is there, and of each file the upload, with its path free, or the object as it was written.</summary>
    private async ValueTask<bool> CanCompleteAsync(StagedFile[] staged, CancellationToken cancellationToken)
    {
        foreach (var file in staged)
        {
            if (await IsTakenAsync(file, FailureEffect.NothingTransient, cancellationToken).ConfigureAwait(false)) return false;
            if (await IsBegunAsync(file, FailureEffect.NothingTransient, cancellationToken).ConfigureAwait(false)) continue;
            if (file == staged[0] || !await objects.IsAsWrittenAsync(file, cancellationToken).ConfigureAwait(false)) return false;
        }

        return true;
    }

    /// <summary>Whether an object that this commit did not write is where a file is to be shown.</summary>
    private async ValueTask<bool> IsTakenAsync(StagedFile file, FailureEffect effect, CancellationToken cancellationToken)
        => !file.Replaces && await IsThereAsync(file, effect, cancellationToken).ConfigureAwait(false) && await IsBegunAsync(file, effect, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> IsThereAsync(StagedFile file, FailureEffect effect, CancellationToken cancellationToken)
        => await objects.LengthAsync(file.Path, effect, cancellationToken).ConfigureAwait(false) is not null;

    private async ValueTask<bool> IsBegunAsync(StagedFile file, FailureEffect effect, CancellationToken cancellationToken)
        => await objects.IsBegunAsync(S3Upload.Of(file.Path, file.Token), effect, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> IsShownAsync(string commit, CancellationToken cancellationToken)
        => await objects.LengthAsync(FileLayout.Manifest(run.Sync, commit), FailureEffect.NothingTransient, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Removes what was noted of a commit that is settled.</summary>
    private async ValueTask ForgetAsync(string commit, string directory, CancellationToken cancellationToken)
    {
        foreach (var begun in await objects.ListAsync($"{directory}{commit}.", cancellationToken).ConfigureAwait(false))
        {
            if (!begun.EndsWith(Prepared, StringComparison.Ordinal)) await objects.DeleteAsync(begun, cancellationToken).ConfigureAwait(false);
        }

        await objects.DeleteAsync($"{directory}{commit}{Prepared}", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AbortAsync(string below, CancellationToken cancellationToken)
    {
        foreach (var begun in await objects.ListAsync(below, cancellationToken).ConfigureAwait(false)) await AbortBegunAsync(begun, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AbortBegunAsync(string begun, CancellationToken cancellationToken)
    {
        if (await objects.ReadAsync(begun, cancellationToken).ConfigureAwait(false) is not { } note) return;
        var words = Encoding.UTF8.GetString(note).Split('\n', 2);
        await objects.AbortAsync(words[1], words[0], cancellationToken).ConfigureAwait(false);
        await objects.DeleteAsync(begun, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] ToJson(StagedFile[] files)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var file in files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteBoolean("replaces", file.Replaces);
                json.WriteNumber("bytes", file.Bytes);
                json.WriteString("sha256", file.Sha256);
                json.WriteString("token", file.Token);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return stream.ToArray();
    }

    private static StagedFile[] FromJson(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        return [.. json.RootElement.EnumerateArray().Select(static (file, i) => new StagedFile(
            i, file.GetProperty("path").GetString()!, file.GetProperty("replaces").GetBoolean(), file.GetProperty("bytes").GetInt64(), file.GetProperty("sha256").GetString()!, file.GetProperty("token").GetString()!))];
    }
}
