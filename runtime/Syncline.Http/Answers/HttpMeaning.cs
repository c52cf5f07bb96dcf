using System.Net;

namespace Syncline;

/// <summary>What a status means for the records of a request.</summary>
public enum HttpMeaning
{
    /// <summary>Done, or already so.</summary>
    Succeeded,

    /// <summary>The mode's own rule left the record alone: it is there and was to be created, or is not there and was to be updated.</summary>
    Skipped,

    /// <summary>Refused, surely not applied. A request of several records is sent again in halves, until the ones to blame stand alone.</summary>
    Rejected,

    /// <summary>Surely not applied, and worth another try: the run pauses.</summary>
    Passing,

    /// <summary>Perhaps applied, and worth another try where it may be repeated.</summary>
    Unknown,

    /// <summary>The account may not do this, or the address is wrong: delivery ends.</summary>
    Denied,
}

/// <summary>What statuses mean unless a call says otherwise.</summary>
internal static class StatusMeanings
{
    public static HttpMeaning Of(HttpStatusCode status, OperationKind kind) => status switch
    {
        >= (HttpStatusCode)200 and < (HttpStatusCode)300 => HttpMeaning.Succeeded,
        // Followed, a POST becomes a GET.
        >= (HttpStatusCode)300 and < (HttpStatusCode)400 => HttpMeaning.Denied,
        HttpStatusCode.NotFound or HttpStatusCode.Gone when kind.IsRemoval() => HttpMeaning.Succeeded,
        HttpStatusCode.NotFound or HttpStatusCode.Gone when kind == OperationKind.Update => HttpMeaning.Skipped,
        HttpStatusCode.Conflict when kind == OperationKind.Insert => HttpMeaning.Skipped,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.MethodNotAllowed => HttpMeaning.Denied,
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or (HttpStatusCode)425 or (HttpStatusCode)509 => HttpMeaning.Passing,
        HttpStatusCode.RequestTimeout or >= (HttpStatusCode)500 or < (HttpStatusCode)200 => HttpMeaning.Unknown,
        _ => HttpMeaning.Rejected,
    };
}
