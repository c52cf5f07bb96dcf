using System.Net;
using System.Text.Json;

namespace Syncline;

/// <summary>Puts members into a static segment and takes them out, 500 at a time. The API passes over addresses that it does not know without a word, so each that it does not name is looked up.</summary>
internal sealed class SegmentDelivery<TModel, TKey>(MailchimpSegment segment, DeliveryContext context) : EmailDelivery<TModel, TKey>(segment.List, context, segment.Repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly string _address = $"{segment.List.Address}/segments/{segment.SegmentId}";

    public override int BatchSize => Account.MaxConnections * RequestsPerConnection * MostMembers;

    protected override IEnumerable<ApiTask> MemberTasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations)
        => operations.Chunk(MostMembers).Select(some => new ApiTask(some, stop => SetAsync(batch, kind == OperationKind.AddMember, some, stop)));

    private async Task SetAsync(ApiBatch<TModel, TKey> batch, bool isIn, int[] some, CancellationToken cancellationToken)
    {
        var body = Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray(isIn ? "members_to_add" : "members_to_remove");
            foreach (var operation in some) json.WriteStringValue(EmailOf(batch, operation));
            json.WriteEndArray();
            json.WriteEndObject();
        });
        var answer = await SendAsync(batch, some, HttpMethod.Post, _address, body, cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.NotFound) throw new DestinationException($"{segment.Identity} is not there any more: {answer.Describe()}.", FailureEffect.NothingPermanent);
        if (answer.IsSuccess)
        {
            await ReadAsync(batch, isIn, some, answer, cancellationToken).ConfigureAwait(false);
        }
        else if (some.Length == 1)
        {
            batch.Answer(some, Refused(answer.Describe()));
        }
        else
        {
            await SetAsync(batch, isIn, some[..(some.Length / 2)], cancellationToken).ConfigureAwait(false);
            await SetAsync(batch, isIn, some[(some.Length / 2)..], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(ApiBatch<TModel, TKey> batch, bool isIn, int[] some, HttpAnswer answer, CancellationToken cancellationToken)
    {
        var json = answer.Json;
        var done = json.ItemsOf(isIn ? "members_added" : "members_removed").Select(static member => member.TextOf("email_address")).OfType<string>().Select(EmailKey.Canonical).ToHashSet(StringComparer.Ordinal);
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var error in json.ItemsOf("errors"))
        {
            foreach (var email in error.ItemsOf("email_addresses").Where(static email => email.ValueKind == JsonValueKind.String)) words[EmailKey.Canonical(email.GetString()!)] = error.TextOf("error") ?? "refused";
        }

        var lookUps = new List<Task>();
        foreach (var operation in some)
        {
            var email = EmailKey.Canonical(EmailOf(batch, operation));
            if (done.Contains(email)) batch.Answer(operation, OperationOutcome.Succeeded);
            // Passed over as somebody who is not in it: then there is nothing to take out.
            else if (!isIn && !words.ContainsKey(email)) batch.Answer(operation, OperationOutcome.Succeeded);
            else lookUps.Add(LookUpAsync(batch, operation, isIn, words.TryGetValue(email, out var said) ? answer.Mask($"{answer.Host}: {said}") : $"{answer.Host} passed over it without a word", cancellationToken));
        }

        // Side by side, as far as the account has connections.
        await Task.WhenAll(lookUps).ConfigureAwait(false);
    }

    /// <summary>Looks whether a member is where it is to be, though the API did not say so: it may have been before.</summary>
    private async Task LookUpAsync(ApiBatch<TModel, TKey> batch, int operation, bool isIn, string words, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(batch, [operation], HttpMethod.Get, $"{AddressOf(EmailOf(batch, operation))}?fields=status,tags", body: null, cancellationToken).ConfigureAwait(false);
        var isThere = answer.IsSuccess && answer.Json.TextOf("status") != "archived";
        // A static segment is a tag of its members.
        var isMember = isThere && answer.Json.ItemsOf("tags").Any(tag => tag.TryGetProperty("id", out var id) && id.TryGetInt64Lenient(out var number) && number == segment.SegmentId);
        if (answer is { IsSuccess: false, Status: not HttpStatusCode.NotFound }) batch.Answer(operation, Refused(answer.Describe()));
        else if (isMember == isIn) batch.Answer(operation, OperationOutcome.Succeeded);
        else batch.Answer(operation, Refused(isThere || !isIn ? words : answer.Status == HttpStatusCode.NotFound ? $"the audience has no such member ({words})" : $"the member is archived ({words})"));
    }
}
