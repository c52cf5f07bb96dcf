using Amazon.S3;

namespace Syncline;

/// <summary>Files in a bucket.</summary>
internal sealed class S3Store(IAmazonS3 client, string bucket, string prefix) : IFileStore
{
    public string Name => $"s3://{(prefix.Length == 0 ? bucket : $"{bucket}/{prefix}")}";

    public async ValueTask<IFileStage> OpenAsync(FileRun run, CancellationToken cancellationToken)
    {
        var objects = new S3Objects(client, bucket, prefix);
        // Whether or not there has to be something, this finds out whether the bucket is there.
        var manifest = await objects.FirstAsync($"{FileLayout.Manifests}/{run.Sync}/", cancellationToken).ConfigureAwait(false);
        if (run.ExpectsCommits && manifest is null)
        {
            throw new DestinationException($"{Name} has no manifest of {run.Sync}, and the state remembers what was delivered there. Bring the objects back, or correct bucket and prefix. Where they are gone for good, ResyncAsync delivers everything once more.", FailureEffect.NothingPermanent);
        }

        if (manifest is not null && await objects.ReadAsync(manifest, cancellationToken).ConfigureAwait(false) is { } json) Namesake.Check(Name, run, json);
        await CheckOwnerAsync(objects, run, cancellationToken).ConfigureAwait(false);
        await CheckColumnsAsync(objects, run, cancellationToken).ConfigureAwait(false);
        return new S3Stage(objects, run, stop => CheckOwnerAsync(objects, run, stop));
    }

    private async ValueTask CheckOwnerAsync(S3Objects objects, FileRun run, CancellationToken cancellationToken)
    {
        if (run.Replaced is { } replaced && await objects.OwnerAsync(replaced, cancellationToken).ConfigureAwait(false) is { } owner && owner != run.Sync)
        {
            throw ReplacedFile.Taken(Name, run, owner, $"where {owner} is not run any more, move the object away");
        }
    }

    private async ValueTask CheckColumnsAsync(S3Objects objects, FileRun run, CancellationToken cancellationToken)
    {
        if (run.Positions is null || await objects.LengthAsync(run.Replaced!, FailureEffect.NothingTransient, cancellationToken).ConfigureAwait(false) is null) return;
        var manifests = await objects.ListAsync($"{FileLayout.Manifests}/{run.Sync}/", cancellationToken).ConfigureAwait(false);
        if (manifests.Max(StringComparer.Ordinal) is { } newest && await objects.ReadAsync(newest, cancellationToken).ConfigureAwait(false) is { } json) ReplacedFile.CheckColumns(Name, run, json);
    }
}
