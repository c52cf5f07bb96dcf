using System.Runtime.InteropServices;
using System.Security.Authentication;

namespace Syncline;

/// <summary>What it means that no answer came.</summary>
internal static class HttpFaults
{
    /// <summary>Whether it is a connection, an answer or a handler that failed, and no mistake in a program.</summary>
    /// <remarks>Handlers of one's own throw what their libraries define; mistakes are what the system does, as an <see cref="InvalidOperationException"/>.</remarks>
    public static bool IsOfTheWay(Exception e) => e is IOException or InvalidDataException or TimeoutException or OperationCanceledException or ExternalException or not SystemException;

    /// <summary>The failure of a request.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="what">The request in words, as in "POST to api.example.com".</param>
    /// <param name="timeout">How long it was waited for.</param>
    public static DestinationException Of(Exception e, string what, TimeSpan timeout) => e switch
    {
        OperationCanceledException => new DestinationException($"{what} was not answered within {timeout.TotalSeconds:0.###} s.", FailureEffect.Unknown, e),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new DestinationException($"{what} failed: no secure connection. {Innermost(e)}", IsCertificate(e) ? FailureEffect.NothingPermanent : FailureEffect.NothingTransient, e),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } => new DestinationException($"{what} failed, it can't be reached: {Innermost(e)}", FailureEffect.NothingTransient, e),
        _ => new DestinationException($"{what} was not answered to the end: {Innermost(e)}", FailureEffect.Unknown, e),
    };

    // A certificate that is not trusted won't be in a minute.
    private static bool IsCertificate(Exception e) => e.InnerException is AuthenticationException;

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message;
    }
}
