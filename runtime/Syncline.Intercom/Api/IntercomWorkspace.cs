using System.Net;
using System.Text.Json;

namespace Syncline;

/// <summary>A workspace while a sync to it is opened, and what of the sync does not fit.</summary>
/// <param name="account">The account.</param>
/// <param name="identity">The destination that is opened.</param>
/// <param name="context">The run.</param>
internal sealed class IntercomWorkspace(IntercomAccount account, string identity, DeliveryContext context)
{
    public List<string> Problems { get; } = [];

    /// <summary>Looks whether the token is the workspace's.</summary>
    /// <exception cref="DestinationException">It can't be told.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var me = await GetAsync("me", "token", cancellationToken).ConfigureAwait(false);
        if (!me.TryGetProperty("app", out var app) || app.ValueKind != JsonValueKind.Object || app.TextOf("id_code") is not { Length: > 0 } workspace)
        {
            throw OpeningFailures.Of(new DestinationException($"{account.Http.BaseAddress.Host} answered 200 to GET /me and did not say which workspace the token is of, so that it can't be told whether it is {account.Workspace}. Take the access token of an app of that workspace, as Intercom's developer hub shows it.", FailureEffect.NothingPermanent), identity, account.Http, "me");
        }

        if (workspace != account.Workspace) Problems.Add($"the token is of workspace {workspace}, and the account is said to be of {account.Workspace}");
    }

    /// <summary>The custom attributes of contacts or companies.</summary>
    /// <param name="model"><c>contact</c> or <c>company</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DestinationException">They can't be looked at.</exception>
    public async Task<IReadOnlyList<CustomAttribute>> AttributesAsync(string model, CancellationToken cancellationToken)
    {
        var list = await GetAsync($"data_attributes?model={model}", "workspace's attributes", cancellationToken).ConfigureAwait(false);
        return [.. list.ItemsOf("data").Where(static attribute => IsTrue(attribute, "custom", unless: true) && !IsTrue(attribute, "archived", unless: false)).Select(static attribute => new CustomAttribute(attribute.TextOf("name") ?? "", attribute.TextOf("data_type") ?? "", IsTrue(attribute, "api_writable", unless: true)))];
    }

    /// <summary>Throws everything that does not fit in one error.</summary>
    public void ThrowIfAny()
    {
        if (Problems.Count > 0) throw new DestinationException($"{identity} does not fit {context.Sync.Name}: {string.Join("; ", Problems)}.", FailureEffect.NothingPermanent);
    }

    private async Task<JsonElement> GetAsync(string address, string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await account.Http.SendAsync(new HttpMessage(HttpMethod.Get, address) { RunId = context.RunId, MaxWait = context.MaxWait }, cancellationToken).ConfigureAwait(false);
            IntercomFaults.ThrowUnlessOfRecords(answer, OperationKind.Upsert, account.TimeProvider);
            if (answer.Status == HttpStatusCode.OK && answer.TryJson(out var json) && json.ValueKind == JsonValueKind.Object) return json;
            // Nothing was sent yet.
            throw new DestinationException($"The {name} can't be looked at: {answer.Describe()}.", answer.IsSuccess ? FailureEffect.NothingTransient : FailureEffect.NothingPermanent);
        }
        catch (DestinationException e)
        {
            throw OpeningFailures.Of(e, identity, account.Http, address);
        }
    }

    private static bool IsTrue(JsonElement json, string name, bool unless)
        => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : unless;
}
