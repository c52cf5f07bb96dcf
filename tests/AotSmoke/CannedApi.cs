using System.Net;
using System.Text;

namespace AotSmoke;

/// <summary>An API without a network: answers by method and path, and keeps what was sent.</summary>
internal sealed class CannedApi(Func<string, string> answer) : HttpMessageHandler
{
    public List<string> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Requests) Requests.Add($"{asked} {body}".TrimEnd());
        return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent(answer(asked), Encoding.UTF8, "application/json") };
    }
}
