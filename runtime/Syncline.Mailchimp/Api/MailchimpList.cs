using System.Net;
using System.Text.Json;

namespace Syncline;

/// <summary>An audience, which the API calls a list, as all that belongs to it is opened.</summary>
internal readonly record struct MailchimpList(MailchimpAccount Account, string ListId)
{
    /// <summary>Where it begins in the API.</summary>
    public string Address => $"lists/{ListId}";

    public string Identity => $"mailchimp:{Account.DataCenter}/{ListId}";

    /// <summary>The id, where it can be one: it stands in addresses.</summary>
    public static string Checked(string listId, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(listId, parameter);
        return listId.All(char.IsAsciiLetterOrDigit) ? listId : throw new ArgumentException($"\"{listId}\" is no id of an audience: one has letters and digits alone. It stands in the audience's settings.", parameter);
    }

    /// <summary>Notes it where the account has no such audience.</summary>
    public async Task CheckAsync(List<string> problems, string identity, string runId, CancellationToken cancellationToken)
    {
        if (await FindAsync("?fields=id", "audience", identity, runId, cancellationToken).ConfigureAwait(false) is null) problems.Add(Missing);
    }

    public string Missing => $"the account has no audience {ListId}";

    /// <summary>Asks for something of the audience; null where it is not there.</summary>
    /// <exception cref="DestinationException">It can't be told.</exception>
    public async Task<JsonElement?> FindAsync(string what, string name, string identity, string runId, CancellationToken cancellationToken)
    {
        var address = what.StartsWith('?') ? Address + what : $"{Address}/{what}";
        try
        {
            var answer = await Account.Http.SendAsync(new HttpMessage(HttpMethod.Get, address) { RunId = runId }, cancellationToken).ConfigureAwait(false);
            MailchimpFaults.ThrowUnlessOfRecords(answer, OperationKind.Upsert);
            if (answer.Status == HttpStatusCode.NotFound) return null;
            if (answer.IsSuccess && answer.TryJson(out var json) && json.ValueKind == JsonValueKind.Object) return json;
            // Nothing was sent yet.
            throw new DestinationException($"The {name} can't be looked at: {answer.Describe()}.", answer.IsSuccess ? FailureEffect.NothingTransient : FailureEffect.NothingPermanent);
        }
        catch (DestinationException e)
        {
            throw OpeningFailures.Of(e, identity, Account.Http, address);
        }
    }

    /// <summary>Throws everything that does not fit in one error.</summary>
    public static void ThrowIfAny(List<string> problems, string identity, string sync)
    {
        if (problems.Count > 0) throw new DestinationException($"{identity} does not fit {sync}: {string.Join("; ", problems)}.", FailureEffect.NothingPermanent);
    }
}
