using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Syncline;

/// <summary>The calls that are made to a bucket, with paths below the prefix. What fails is said in words.</summary>
internal sealed class S3Objects(IAmazonS3 client, string bucket, string prefix)
{
    private const string SyncOfObject = "syncline-sync";

    private string Place => prefix.Length == 0 ? bucket : $"{bucket}/{prefix}";

    /// <summary>The first of the paths below one; null where there is none.</summary>
    public Task<string?> FirstAsync(string below, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var found = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = Key(below), MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
        return found.S3Objects is { Count: > 0 } objects ? PathOf(objects[0].Key) : null;
    }, FailureEffect.NothingTransient);

    /// <summary>The paths below one, in order.</summary>
    public Task<List<string>> ListAsync(string below, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var paths = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = Key(below) };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            paths.AddRange((page.S3Objects ?? []).Select(found => PathOf(found.Key)));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return paths;
    }, FailureEffect.NothingTransient);

    /// <summary>What an object holds; null where there is none.</summary>
    public Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        try
        {
            using var found = await client.GetObjectAsync(bucket, Key(path), cancellationToken).ConfigureAwait(false);
            using var copy = new MemoryStream();
            await found.ResponseStream.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            return copy.ToArray();
        }
        catch (Exception e) when (S3Faults.IsMissing(e))
        {
            return null;
        }
    }, FailureEffect.NothingTransient);

    /// <summary>Copies an object to a file that is gone when it is closed; null where there is none.</summary>
    public Task<Stream?> DownloadAsync(string path, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        try
        {
            using var found = await client.GetObjectAsync(bucket, Key(path), cancellationToken).ConfigureAwait(false);
            var copy = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            try
            {
                await found.ResponseStream.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
                copy.Position = 0;
                return (Stream?)copy;
            }
            catch
            {
                await copy.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception e) when (S3Faults.IsMissing(e))
        {
            return null;
        }
    }, FailureEffect.NothingTransient);

    /// <summary>How long an object is; null where there is none.</summary>
    public Task<long?> LengthAsync(string path, FailureEffect effect, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        try
        {
            return (long?)(await client.GetObjectMetadataAsync(bucket, Key(path), cancellationToken).ConfigureAwait(false)).ContentLength;
        }
        catch (Exception e) when (S3Faults.IsMissing(e))
        {
            return null;
        }
    }, effect);

    /// <summary>Whether an object is what was written of a file.</summary>
    public Task<bool> IsAsWrittenAsync(StagedFile file, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        try
        {
            using var found = await client.GetObjectAsync(bucket, Key(file.Path), cancellationToken).ConfigureAwait(false);
            return found.ContentLength == file.Bytes && Convert.ToHexStringLower(await SHA256.HashDataAsync(found.ResponseStream, cancellationToken).ConfigureAwait(false)) == file.Sha256;
        }
        catch (Exception e) when (S3Faults.IsMissing(e))
        {
            return false;
        }
    }, FailureEffect.NothingTransient);

    public Task PutAsync(string path, byte[] content, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        using var stream = new MemoryStream(content);
        return await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = Key(path), InputStream = stream, UseChunkEncoding = false }, cancellationToken).ConfigureAwait(false);
    }, FailureEffect.NothingTransient);

    /// <summary>Deletes an object; one that is not there counts as done.</summary>
    public Task DeleteAsync(string path, CancellationToken cancellationToken) => TryAsync(() => client.DeleteObjectAsync(bucket, Key(path), cancellationToken), FailureEffect.NothingTransient);

    /// <summary>Begins an upload.</summary>
    /// <param name="path">Where it is to be shown.</param>
    /// <param name="sync">The sync that the object belongs to, where that is to be known; see <see cref="OwnerAsync"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<string> BeginAsync(string path, string? sync, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var request = new InitiateMultipartUploadRequest { BucketName = bucket, Key = Key(path) };
        // What goes with an object is a header, and those hold ASCII.
        if (sync is not null) request.Metadata[SyncOfObject] = Uri.EscapeDataString(sync);
        return (await client.InitiateMultipartUploadAsync(request, cancellationToken).ConfigureAwait(false)).UploadId;
    }, FailureEffect.NothingTransient);

    /// <summary>The sync that an object belongs to; null where there is none, or it does not say.</summary>
    public Task<string?> OwnerAsync(string path, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        try
        {
            var found = await client.GetObjectMetadataAsync(bucket, Key(path), cancellationToken).ConfigureAwait(false);
            return found.Metadata[SyncOfObject] is { Length: > 0 } sync ? Uri.UnescapeDataString(sync) : null;
        }
        catch (Exception e) when (S3Faults.IsMissing(e))
        {
            return null;
        }
    }, FailureEffect.NothingTransient);

    /// <summary>Whether an upload is neither completed nor aborted.</summary>
    public Task<bool> IsBegunAsync(S3Upload upload, FailureEffect effect, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        try
        {
            _ = await client.ListPartsAsync(new ListPartsRequest { BucketName = bucket, Key = Key(upload.Path), UploadId = upload.Id, MaxParts = 1 }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (S3Faults.IsMissing(e))
        {
            return false;
        }
    }, effect);

    /// <summary>Uploads a part; gives its tag.</summary>
    public Task<string> UploadAsync(string path, string upload, int number, Stream part, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var request = new UploadPartRequest { BucketName = bucket, Key = Key(path), UploadId = upload, PartNumber = number, InputStream = part, PartSize = part.Length, UseChunkEncoding = false };
        return (await client.UploadPartAsync(request, cancellationToken).ConfigureAwait(false)).ETag;
    }, FailureEffect.NothingTransient);

    /// <summary>Completes an upload; <see langword="false"/> where there is no such upload any more.</summary>
    public Task<bool> CompleteAsync(S3Upload upload, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        try
        {
            List<PartETag> tags = [.. upload.Tags.Select(static (tag, i) => new PartETag(i + 1, tag))];
            await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = Key(upload.Path), UploadId = upload.Id, PartETags = tags }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (S3Faults.IsMissing(e))
        {
            return false;
        }
    }, FailureEffect.Unknown);

    /// <summary>Aborts an upload; <see langword="false"/> where there is no such upload any more.</summary>
    public Task<bool> AbortAsync(string path, string upload, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        try
        {
            await client.AbortMultipartUploadAsync(bucket, Key(path), upload, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (S3Faults.IsMissing(e))
        {
            return false;
        }
    }, FailureEffect.NothingTransient);

    private string PathOf(string key) => key[(prefix.Length == 0 ? 0 : prefix.Length + 1)..];

    private string Key(string path) => prefix.Length == 0 ? path : $"{prefix}/{path}";

    private async Task<T> TryAsync<T>(Func<Task<T>> call, FailureEffect effect)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (S3Faults.IsFault(e))
        {
            throw S3Faults.Of(e, Place, effect);
        }
    }
}
