using System.Net;

namespace Syncline;

/// <summary>Delivers members: creates and upserts 500 at a time, updates, archives and deletes one by one.</summary>
/// <remarks>
/// In a batch the status of an entry overwrites the member's, so an upsert creates first, which touches nobody that is there, and then updates those that are there without a status. See decision 25.
/// </remarks>
internal sealed class MemberDelivery<TModel, TKey>(MailchimpAudience audience, MemberPlan plan, DeliveryContext context)
    : EmailDelivery<TModel, TKey>(new MailchimpList(audience.Account, audience.ListId), context, audience.Repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const string Archived = "archived";
    private readonly string _validation = audience.SkipMergeValidation ? "?skip_merge_validation=true" : "";

    public override int BatchSize => (Context.Operations & (OperationKinds.Insert | OperationKinds.Upsert)) == 0 ? Account.MaxConnections * RequestsPerConnection * 5 : Account.MaxConnections * RequestsPerConnection * MostMembers;

    protected override IEnumerable<ApiTask> MemberTasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations) => kind switch
    {
        OperationKind.Insert or OperationKind.Upsert => operations.Chunk(MostMembers).Select(some => CreateTask(batch, kind, some)),
        OperationKind.Update => OneByOne(batch, operations, UpdateAsync),
        OperationKind.Archive => OneByOne(batch, operations, ArchiveAsync),
        OperationKind.Delete => OneByOne(batch, operations, DeleteAsync),
        _ => throw new NotSupportedException($"A Mailchimp audience does not take {kind}."),
    };

    private ApiTask CreateTask(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] some)
    {
        var (sent, body, answer) = (some, Array.Empty<byte>(), (HttpAnswer?)null);
        return new ApiTask(some, SendFirstAsync)
        {
            Prepare = () => body = BodyOf(batch, ref sent, isThere: false),
            FinishAsync = stop => answer is null ? Task.CompletedTask : CreateAsync(batch, kind, sent, answer, stop),
        };

        async Task SendFirstAsync(CancellationToken cancellationToken)
        {
            if (sent.Length > 0) answer = await SendMembersAsync(batch, sent, body, cancellationToken).ConfigureAwait(false);
            body = [];
        }
    }

    /// <summary>Goes on from the answer to members that were to be created. Those that are there are left alone, or updated.</summary>
    private async Task CreateAsync(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] some, HttpAnswer answer, CancellationToken cancellationToken)
    {
        // One that others deleted between the two requests is refused for want of a status; the words don't tell that for sure, so whoever is refused is created once more.
        for (var isFirst = true; some.Length > 0; isFirst = false)
        {
            var there = new List<int>();
            void Take(int operation, MemberReply reply)
            {
                if (!reply.IsThere) batch.Answer(operation, OutcomeOf(reply));
                else if (kind == OperationKind.Insert) batch.Answer(operation, OperationOutcome.Skipped("the audience has this member"));
                else there.Add(operation);
            }

            if (isFirst) await ReadMembersAsync(batch, some, isThere: false, answer, Take, cancellationToken).ConfigureAwait(false);
            else await PostAsync(batch, some, isThere: false, Take, cancellationToken).ConfigureAwait(false);
            if (there.Count == 0) return;
            var (archived, refused) = (new List<int>(), new List<int>());
            await PostAsync(batch, [.. there], isThere: true, (operation, reply) =>
            {
                if (reply.IsArchived) archived.Add(operation);
                else if (reply.Words is not null && isFirst) refused.Add(operation);
                else batch.Answer(operation, OutcomeOf(reply) with { IsFinal = false });
            }, cancellationToken).ConfigureAwait(false);
            foreach (var operation in archived) await UnarchiveAsync(batch, operation, cancellationToken).ConfigureAwait(false);
            some = [.. refused];
        }
    }

    private static OperationOutcome OutcomeOf(MemberReply reply) => reply.Words is { } words ? Refused(words) : OperationOutcome.Succeeded;

    /// <summary>Sends members in one request, and in halves where it is refused as a whole.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="some">The operations.</param>
    /// <param name="isThere">Whether they are there, so that nothing is said of their status; else they are to be created with one.</param>
    /// <param name="take">Takes what became of each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task PostAsync(ApiBatch<TModel, TKey> batch, int[] some, bool isThere, Action<int, MemberReply> take, CancellationToken cancellationToken)
    {
        var body = BodyOf(batch, ref some, isThere);
        if (some.Length == 0) return;
        var answer = await SendMembersAsync(batch, some, body, cancellationToken).ConfigureAwait(false);
        await ReadMembersAsync(batch, some, isThere, answer, take, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpAnswer> SendMembersAsync(ApiBatch<TModel, TKey> batch, int[] some, byte[] body, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(batch, some, HttpMethod.Post, List.Address + _validation, body, cancellationToken).ConfigureAwait(false);
        return answer.Status == HttpStatusCode.NotFound ? throw new DestinationException($"{List.Identity} is not there any more: {answer.Describe()}.", FailureEffect.NothingPermanent) : answer;
    }

    /// <summary>Tells what became of members that were sent in one request.</summary>
    private async Task ReadMembersAsync(ApiBatch<TModel, TKey> batch, int[] some, bool isThere, HttpAnswer answer, Action<int, MemberReply> take, CancellationToken cancellationToken)
    {
        if (answer.IsSuccess)
        {
            var replies = MemberReplies.Of(answer, some.Length);
            Account.Reuse(answer);
            foreach (var operation in some)
            {
                if (replies.TryGetValue(EmailKey.Canonical(EmailOf(batch, operation)), out var reply)) take(operation, reply.Words is { } words ? reply with { Words = answer.Mask($"{answer.Host} refused it: {words}") } : reply);
                else batch.Answer(operation, OperationOutcome.Unknown($"{answer.Host} answered {(int)answer.Status} without a word of this member"));
            }
        }
        else if (some.Length == 1)
        {
            take(some[0], new MemberReply(IsArchived: false, IsThere: false, answer.Describe()));
        }
        else
        {
            await SendHalvesAsync(batch, some, half => PostAsync(batch, half, isThere, take, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>The body of a request; rows that have none are answered and left out.</summary>
    private byte[] BodyOf(ApiBatch<TModel, TKey> batch, ref int[] some, bool isThere)
    {
        while (true)
        {
            var (members, at) = (some, 0);
            try
            {
                return Json(json =>
                {
                    json.WriteStartObject();
                    json.WriteBoolean("update_existing", isThere);
                    json.WriteStartArray("members");
                    for (at = 0; at < members.Length; at++)
                    {
                        var row = batch[members[at]].Row!;
                        plan.Write(json, in row, EmailOf(batch, members[at]), isThere ? plan.StatusOf(in row) : plan.CreatedStatusOf(in row));
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                });
            }
            catch (UnfitRowException e)
            {
                batch.Answer(some[at], Refused(SensitiveOf(batch, [some[at]]).Mask(e.Message)));
                some = [.. some[..at], .. some[(at + 1)..]];
            }
        }
    }

    private async Task UpdateAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var row = batch[operation].Row!;
        byte[] body;
        try
        {
            body = Json(json => plan.Write(json, in row, email: null, plan.StatusOf(in row)));
        }
        catch (UnfitRowException e)
        {
            batch.Answer(operation, Refused(SensitiveOf(batch, [operation]).Mask(e.Message)));
            return;
        }

        var answer = await SendAsync(batch, [operation], HttpMethod.Patch, AddressOf(EmailOf(batch, operation)) + _validation, body, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess && answer.Json.TextOf("status") == Archived) await UnarchiveAsync(batch, operation, cancellationToken).ConfigureAwait(false);
        else if (answer.Status == HttpStatusCode.NotFound) batch.Answer(operation, OperationOutcome.Skipped("the audience has no such member"));
        else batch.Answer(operation, answer.IsSuccess ? OperationOutcome.Succeeded : Refused(answer.Describe()));
    }

    /// <summary>Brings a member back out of the archive: only a status does.</summary>
    private async Task UnarchiveAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var row = batch[operation].Row!;
        if (plan.CreatedStatusOf(in row) is not { } status)
        {
            batch.Answer(operation, OperationOutcome.Skipped("the member is archived, and NewMemberStatus does not say how it comes back"));
            return;
        }

        var body = Json(json =>
        {
            json.WriteStartObject();
            json.WriteString(MemberProperty.Status, status);
            json.WriteEndObject();
        });
        var answer = await SendAsync(batch, [operation], HttpMethod.Patch, AddressOf(EmailOf(batch, operation)) + _validation, body, cancellationToken).ConfigureAwait(false);
        batch.Answer(operation, answer.IsSuccess ? OperationOutcome.Succeeded : Refused($"it is archived, and does not come back: {answer.Describe()}"));
    }

    private async Task ArchiveAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var address = AddressOf(EmailOf(batch, operation));
        var answer = await SendAsync(batch, [operation], HttpMethod.Delete, address, body: null, cancellationToken).ConfigureAwait(false);
        if (answer.Status != HttpStatusCode.MethodNotAllowed)
        {
            batch.Answer(operation, GoneOr(answer));
            return;
        }

        // Archived already, or bouncing, or not confirmed yet: it is the same refusal.
        var member = await SendAsync(batch, [operation], HttpMethod.Get, $"{address}?fields=status", body: null, cancellationToken).ConfigureAwait(false);
        if (member.Status == HttpStatusCode.NotFound) batch.Answer(operation, OperationOutcome.Succeeded);
        else if (member.IsSuccess && member.Json.TextOf("status") is { } status) batch.Answer(operation, status == Archived ? OperationOutcome.Succeeded : Refused($"it is {status}: {answer.Describe()}"));
        else batch.Answer(operation, Refused(answer.Describe()));
    }

    private async Task DeleteAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(batch, [operation], HttpMethod.Post, $"{AddressOf(EmailOf(batch, operation))}/actions/delete-permanent", body: null, cancellationToken).ConfigureAwait(false);
        batch.Answer(operation, GoneOr(answer));
    }

    private static OperationOutcome GoneOr(HttpAnswer answer) => answer.IsSuccess || answer.Status == HttpStatusCode.NotFound ? OperationOutcome.Succeeded : Refused(answer.Describe());
}
