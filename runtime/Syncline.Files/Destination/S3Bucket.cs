using Amazon.S3;

namespace Syncline;

/// <summary>Files in an S3 bucket, or in one of a service that speaks its language.</summary>
/// <remarks>
/// S3 has no rename: a file is a multipart upload that is completed when its commit is made, and so is the manifest, which is completed last. Until then nothing is visible, and what is given up is aborted.
/// A run that is killed at the very moment an upload begins can leave one that nobody knows of: let the bucket abort incomplete uploads after some days, as any bucket should.
/// The account needs to put, get, list and delete objects, and to list and abort multipart uploads, below the prefix.
/// A service that does not know the checksums that AWS's client adds by default wants <c>RequestChecksumCalculation = WHEN_REQUIRED</c> in the client's configuration.
/// </remarks>
public sealed class S3Bucket : FileDestination
{
    private readonly IAmazonS3 _client;

    /// <summary>Names the bucket.</summary>
    /// <param name="client">The client, with its credentials, region or endpoint; it stays the caller's, who disposes of it after the last run.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="format">The form of the files.</param>
    /// <exception cref="ArgumentException">The bucket is empty or white space.</exception>
    public S3Bucket(IAmazonS3 client, string bucket, FileFormat format)
        : base(format)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(bucket);
        (_client, Bucket) = (client, bucket);
    }

    /// <summary>The bucket.</summary>
    public string Bucket { get; }

    /// <summary>What the names of all objects begin with: a folder in the bucket, or several with / between them.</summary>
    /// <value>Default: nothing.</value>
    /// <exception cref="ArgumentException">It is absolute, or holds what is no name on every system.</exception>
    public string Prefix
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Prefix));
            if (value.Length > 0 && SafeName.Problem(value.TrimEnd('/')) is { } problem) throw new ArgumentException($"The prefix '{value}' {problem}. Correct it.", nameof(Prefix));
            field = value.TrimEnd('/');
        }
    } = "";

    /// <inheritdoc/>
    public override string Identity => $"s3:{Endpoint}#{Place}";

    // An address may have a password in it, or in its query.
    private string Endpoint => _client.Config.ServiceURL is not { } url ? _client.Config.RegionEndpoint?.SystemName ?? "aws"
        : Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.UserInfo.Length > 0 || uri.Query.Length > 0) ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : url;

    private string Place => Prefix.Length == 0 ? Bucket : $"{Bucket}/{Prefix}";

    private protected override IFileStore Store => new S3Store(_client, Bucket, Prefix);
}
