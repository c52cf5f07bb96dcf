using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Syncline;

/// <summary>What a failed call to S3 means, in words that name the bucket and the way out.</summary>
internal static class S3Faults
{
    /// <summary>Whether an exception comes from the service or the way to it.</summary>
    public static bool IsFault(Exception e) => e is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or TimeoutException or WebException || (e is OperationCanceledException { InnerException: TimeoutException });

    /// <summary>Whether what was asked for is not there.</summary>
    public static bool IsMissing(Exception e) => e is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } and not AmazonS3Exception { ErrorCode: "NoSuchBucket" };

    public static DestinationException Of(Exception e, string place, FailureEffect effect)
    {
        var words = e.Message.EndsWith('.') ? e.Message : $"{e.Message}.";
        return e switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => new($"The bucket of s3://{place} is not there: {words} Create it, or correct its name, region or endpoint.", effect == FailureEffect.Unknown ? effect : FailureEffect.NothingPermanent, e),
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new($"The account may not do this in s3://{place}: {words} Let it put, get, list and delete objects there, and list and abort multipart uploads.", effect == FailureEffect.Unknown ? effect : FailureEffect.NothingPermanent, e),
            _ => new($"s3://{place} could not be reached, or failed: {words}", effect, e),
        };
    }
}
