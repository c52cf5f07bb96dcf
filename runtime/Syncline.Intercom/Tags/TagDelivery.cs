using System.Net;

namespace Syncline;

/// <summary>Puts a tag on contacts, many in a request, and takes it off them one by one, as Intercom has it.</summary>
internal sealed class TagDelivery<TModel, TKey>(IntercomTag tag, DeliveryContext context) : MappedDelivery<TModel, TKey>(tag.Account, tag.Identity, context, tag.Repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // The API says no most; these are on their way in one request, and halved when it is refused.
    private const int MostContacts = 50;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _tagId;

    protected override IEnumerable<ApiTask> ContactTasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations) => kind == OperationKind.AddMember
        ? operations.Chunk(MostContacts).Select(some => new ApiTask(some, stop => AddAsync(batch, some, stop)))
        : OneByOne(batch, operations, RemoveAsync);

    private async Task AddAsync(ApiBatch<TModel, TKey> batch, int[] some, CancellationToken cancellationToken)
    {
        // Side by side, as far as the account has connections.
        await Task.WhenAll(some.Where(operation => !Ids.WasSeen(ExternalIdOf(batch, operation))).Select(operation => FindAsync(batch, operation, cancellationToken))).ConfigureAwait(false);
        await TagAsync(batch, [.. some.Where(operation => !batch.IsAnswered(operation))], isFresh: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for a contact, and answers for the operation where there is none: no answer to a tag says who got it.</summary>
    private async Task FindAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        try
        {
            if (await SeenIdAsync(batch, operation, cancellationToken).ConfigureAwait(false) is null) batch.Answer(operation, Refused("the workspace has no such contact, or it is archived"));
        }
        catch (UnfitRowException e)
        {
            batch.Answer(operation, Refused(batch.SensitiveOf([operation]).Mask(e.Message)));
        }
    }

    /// <summary>Tags contacts whose ids are known, in one request; in halves where it is refused.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="some">The operations.</param>
    /// <param name="isFresh">Whether the id was asked for anew, so that a contact that is not there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task TagAsync(ApiBatch<TModel, TKey> batch, int[] some, bool isFresh, CancellationToken cancellationToken)
    {
        if (some.Length == 0) return;
        var body = Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", tag.Tag);
            json.WriteStartArray("users");
            foreach (var operation in some)
            {
                json.WriteStartObject();
                json.WriteString("id", IdOf(batch, operation));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        var answer = await SendAsync(batch, some, HttpMethod.Post, "tags", body, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            if (!string.Equals(TextOf(answer, "name"), tag.Tag, StringComparison.OrdinalIgnoreCase)) throw new DestinationException($"{answer.Host} answered {(int)answer.Status} for another tag than it was asked for.", FailureEffect.Unknown);
            batch.Answer(some, OperationOutcome.Succeeded);
        }
        else if (some.Length > 1)
        {
            await SendHalvesAsync(batch, some, half => TagAsync(batch, half, isFresh, cancellationToken)).ConfigureAwait(false);
        }
        else if (answer.Status == HttpStatusCode.NotFound && !isFresh)
        {
            // Gone or archived since it was seen.
            Ids.Forget(ExternalIdOf(batch, some[0]));
            await FindAsync(batch, some[0], cancellationToken).ConfigureAwait(false);
            if (!batch.IsAnswered(some[0])) await TagAsync(batch, some, isFresh: true, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            batch.Answer(some[0], Refused(answer.Describe()));
        }
    }

    private string IdOf(ApiBatch<TModel, TKey> batch, int operation) => Ids.TryFind(ExternalIdOf(batch, operation), out var id, out _) ? id : throw new InvalidOperationException("A contact's id was forgotten while it was tagged.");

    private async Task<OperationOutcome> RemoveAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        // Who is not there has no tag, and nobody has one that is not there.
        if (await TagIdAsync(batch, operation, cancellationToken).ConfigureAwait(false) is not { } tagId) return OperationOutcome.Succeeded;
        if (await SeenIdAsync(batch, operation, cancellationToken).ConfigureAwait(false) is not { } id) return OperationOutcome.Succeeded;
        var answer = await SendAsync(batch, [operation], HttpMethod.Delete, $"{AddressOf(id)}/tags/{Uri.EscapeDataString(tagId)}", body: null, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess || answer.Status == HttpStatusCode.NotFound ? OperationOutcome.Succeeded : Refused(answer.Describe());
    }

    /// <summary>The id of the tag, asked for once; null where there is no such tag.</summary>
    private async Task<string?> TagIdAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_tagId is not null) return _tagId.Length == 0 ? null : _tagId;
            var answer = await SendAsync(batch, [operation], HttpMethod.Get, "tags", body: null, cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccess) throw new DestinationException($"The workspace's tags can't be looked at: {answer.Describe()}.", FailureEffect.NothingPermanent);
            if (answer.Json.TextOf("type") is null) throw new DestinationException($"{answer.Host} answered {(int)answer.Status} with no list of tags.", FailureEffect.NothingTransient);
            _tagId = answer.Json.ItemsOf("data").FirstOrDefault(one => string.Equals(one.TextOf("name"), tag.Tag, StringComparison.OrdinalIgnoreCase)).TextOf("id") ?? "";
            return _tagId.Length == 0 ? null : _tagId;
        }
        finally
        {
            _turn.Release();
        }
    }
}
