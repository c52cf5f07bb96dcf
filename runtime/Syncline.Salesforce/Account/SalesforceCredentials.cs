using System.Text.Json;

namespace Syncline;

/// <summary>A connected app's client credentials. The answer to the log-in names the host that requests go to, and the user they are made by.</summary>
internal sealed class SalesforceCredentials(TokenEndpoint endpoint) : ClientCredentials(endpoint)
{
    private volatile Uri? _instance;
    private volatile string? _userId;

    public string? UserId => _userId;

    public override async ValueTask<IReadOnlyList<string>> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var secrets = await base.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        if (_instance is { } instance) request.RequestUri = new Uri(instance, request.RequestUri!.PathAndQuery);
        return secrets;
    }

    protected override void Given(JsonElement answer, HttpAccount account)
    {
        // The token is not taken to a host by a way less safe than the one it came by.
        if (TextOf(answer, "instance_url") is { } text && Uri.TryCreate(text, UriKind.Absolute, out var instance) && instance.Scheme == account.BaseAddress.Scheme) _instance = instance;
        // As in https://login.salesforce.com/id/ORG/USER.
        if (TextOf(answer, "id") is { } identity) _userId = identity[(identity.LastIndexOf('/') + 1)..];
    }

    protected override DestinationException Refused(HttpAnswer answer)
    {
        var refused = base.Refused(answer);
        return SalesforceFailures.LimitOf(SalesforceError.Of(answer)) is { } limit ? SalesforceFailures.OfLimit(refused.Message, limit, answer.RetryAfter) : refused;
    }

    private static string? TextOf(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
