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
    /// <param name="timeout">How long it was waited for, where that is what ended it.</param>
    /// <param name="mask">Takes secrets and sensitive values out of a text.</param>
    public static DestinationException Of(Exception e, string what, TimeSpan? timeout, Func<string, string> mask)
    {
        var cause = CauseOf(e, mask);
        return e switch
        {
            OperationCanceledException when timeout is { } limit => new DestinationException($"{what} was not answered within {limit.TotalSeconds:0.###} s.", FailureEffect.Unknown, cause),
            // A client or handler of one's own has limits of its own, and says so.
            OperationCanceledException => new DestinationException($"{what} was not answered, its client gave it up: {mask(e.Message)}", FailureEffect.Unknown, cause),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new DestinationException($"{what} failed: no secure connection. {mask(Innermost(e))}", IsCertificate(e) ? FailureEffect.NothingPermanent : FailureEffect.NothingTransient, cause),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } => new DestinationException($"{what} failed, it can't be reached: {mask(Innermost(e))}", FailureEffect.NothingTransient, cause),
            _ when IsOfTheWay(e) => new DestinationException($"{what} was not answered to the end: {mask(Innermost(e))}", FailureEffect.Unknown, cause),
            _ => new DestinationException($"{what} was not answered to the end: its client or a handler threw {e.GetType().Name}: {mask(Innermost(e))}", FailureEffect.Unknown, cause),
        };
    }

    /// <summary>An error to be thrown with another, and printed with it; null where it holds what is to be masked.</summary>
    public static Exception? CauseOf(Exception e, Func<string, string> mask)
    {
        var text = e.ToString();
        return mask(text) == text ? e : null;
    }

    // A certificate that is not trusted won't be in a minute.
    private static bool IsCertificate(Exception e) => e.InnerException is AuthenticationException;

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message;
    }
}
