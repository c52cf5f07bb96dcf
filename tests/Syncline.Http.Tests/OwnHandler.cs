namespace Syncline.Http.Tests;

/// <summary>A handler of one's own client, that does what a test says before it sends.</summary>
internal sealed class OwnHandler(Action<HttpRequestMessage> before) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        before(request);
        return base.SendAsync(request, cancellationToken);
    }
}
