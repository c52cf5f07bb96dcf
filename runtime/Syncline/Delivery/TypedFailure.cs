using System.Net;
using System.Net.Sockets;

namespace Syncline;

/// <summary>What an exception of a user's own destination means, where its type says so: that the failure may pass, or that no other batch fares better.</summary>
internal sealed class TypedFailure : DestinationException
{
    private TypedFailure(Exception e, FailureEffect effect)
        : base(e.Message, effect, e)
    {
    }

    /// <summary>The failure of a batch.</summary>
    /// <param name="e">What the destination threw.</param>
    /// <param name="isTold">Whether the destination was told to stop, so that giving up is its answer to that.</param>
    /// <param name="isHarmless">Whether what may have been applied of the batch may be sent again, or nothing can have been.</param>
    /// <returns>The exception itself where its type says nothing.</returns>
    public static Exception Of(Exception e, bool isTold, bool isHarmless)
        => e is DestinationException ? e
            // Not let in. Of a batch sent item by item an earlier item may have been applied all the same.
            : IsLockedOut(e) ? new TypedFailure(e, isHarmless ? FailureEffect.NothingPermanent : FailureEffect.Unknown)
            : !isTold && Passes(e) ? new TypedFailure(e, FailureEffect.Unknown)
            : e;

    /// <summary>Whether the account may not do this, and so nothing of what is left either.</summary>
    public static bool IsLockedOut(Exception e) => e is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden };

    // Without a status no answer came. A file that is not there won't be there in a minute.
    private static bool Passes(Exception e) => e switch
    {
        HttpRequestException { StatusCode: null } => true,
        HttpRequestException { StatusCode: { } status } => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500,
        FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException or PathTooLongException => false,
        TimeoutException or IOException or SocketException or TaskCanceledException => true,
        _ => false,
    };
}
