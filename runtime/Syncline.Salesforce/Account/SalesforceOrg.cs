using System.Net;

namespace Syncline;

/// <summary>The requests that a run makes of an org, at one version of its API.</summary>
internal sealed class SalesforceOrg(SalesforceAccount account, DeliveryContext run)
{
    private readonly HttpAccount _http = account.Http;
    private readonly RunAccount _run = new(account.Http, run);
    private readonly string _root = $"services/data/v{account.ApiVersion.ToString(2)}/";

    public int MaxConnections => account.MaxConnections;

    public string? UserId => account.UserId;

    /// <summary>Whether the run was cancelled, so that nothing new is sent.</summary>
    public bool IsCancelled => run.Cancelled.IsCancellationRequested;

    /// <summary>Sends a request that writes.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path behind the API's version.</param>
    /// <param name="body">The body.</param>
    /// <param name="context">What it is for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="contentType">What the body is.</param>
    public Task<HttpAnswer> SendAsync(HttpMethod method, string path, byte[]? body, RequestContext context, CancellationToken cancellationToken, string contentType = "application/json")
        => _run.SendAsync(new HttpMessage(method, _root + path) { Body = body, ContentType = contentType, RunId = context.RunId, Keys = context.Keys, Mask = context.Mask }, cancellationToken, context.GoesOn);

    /// <summary>Reads. A failure has done nothing, whatever it was.</summary>
    /// <exception cref="DestinationException">It failed, in passing or for good.</exception>
    public async Task<HttpAnswer> ReadAsync(string path, RequestContext context, CancellationToken cancellationToken, bool takesNotFound = false)
    {
        try
        {
            var answer = await SendAsync(HttpMethod.Get, path, null, context, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccess || (takesNotFound && answer.Status == HttpStatusCode.NotFound) ? answer : throw SalesforceFailures.Of(answer);
        }
        catch (DestinationException e)
        {
            var failure = NothingDone(e);
            throw context.Opens is { } identity ? OpeningFailures.Of(failure, identity, _http, _root + path) : failure;
        }
    }

    /// <summary>The path of an address that the API gave to go on with, as in <c>/services/data/v62.0/query/01g…-2000</c>.</summary>
    public string PathOf(string address) => address.TrimStart('/') is var path && path.StartsWith(_root, StringComparison.Ordinal) ? path[_root.Length..] : path;

    /// <summary>The failure of a request that does nothing before another one follows.</summary>
    public static DestinationException NothingDone(DestinationException e) => e.Effect switch
    {
        FailureEffect.Unknown => new DestinationException(e.Message, FailureEffect.NothingTransient, e) { RetryAfter = e.RetryAfter },
        FailureEffect.NothingRefused => new DestinationException(e.Message, FailureEffect.NothingPermanent, e),
        _ => e,
    };
}
