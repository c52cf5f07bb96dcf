using System.Net;
using System.Text.Json;

namespace Syncline;

/// <summary>Delivers contacts one by one: Intercom has no request for many.</summary>
/// <remarks>
/// A contact whose id is known is updated by it. Any other is created, for then Intercom itself says which contact is in the way; see decision 27.
/// </remarks>
internal sealed class ContactDelivery<TModel, TKey>(IntercomContacts contacts, ContactPlan plan, DeliveryContext context) : MappedDelivery<TModel, TKey>(contacts.Account, contacts.Identity, context, contacts.Repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>How often a contact is created anew that was in the way and gone before it could be updated.</summary>
    private const int MostTries = 4;

    protected override IEnumerable<ApiTask> ContactTasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations) => kind switch
    {
        OperationKind.Insert => OneByOne(batch, operations, CreateAsync),
        OperationKind.Upsert => OneByOne(batch, operations, UpsertAsync),
        OperationKind.Update => OneByOne(batch, operations, UpdateAsync),
        OperationKind.Archive => OneByOne(batch, operations, ArchiveAsync),
        OperationKind.Delete => OneByOne(batch, operations, DeleteAsync),
        _ => throw new NotSupportedException($"Intercom's contacts do not take {kind}."),
    };

    private async Task<OperationOutcome> UpsertAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var externalId = ExternalIdOf(batch, operation);
        if (!Ids.TryFind(externalId, out var id, out _)) return await CreateAsync(batch, operation, cancellationToken).ConfigureAwait(false);
        // Archived, by this sync or by somebody, or deleted.
        return await BringBackAsync(batch, operation, id, cancellationToken).ConfigureAwait(false) ?? await CreateAsync(batch, operation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<OperationOutcome> UpdateAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var externalId = ExternalIdOf(batch, operation);
        if (Ids.TryFind(externalId, out var known, out var isArchived))
        {
            // Who was archived by others is not there, and Update brings nobody back.
            var done = isArchived ? await BringBackAsync(batch, operation, known, cancellationToken).ConfigureAwait(false) : await PutAsync(batch, operation, known, cancellationToken).ConfigureAwait(false);
            if (done is { } outcome) return outcome;
        }

        var found = await LookUpAsync(batch, operation, cancellationToken).ConfigureAwait(false);
        return (found is null || found == known ? null : await PutAsync(batch, operation, found, cancellationToken).ConfigureAwait(false)) ?? OperationOutcome.Skipped("the workspace has no such contact, or it is archived");
    }

    /// <summary>Creates a contact. One that is there is left alone by Insert, and updated by Upsert; where it is gone by then, a contact is created after all.</summary>
    private async Task<OperationOutcome> CreateAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var (row, externalId) = (batch[operation].Row!, ExternalIdOf(batch, operation));
        var body = Json(json => plan.WriteNew(json, in row, externalId));
        for (var tries = 1; ; tries++)
        {
            var answer = await SendAsync(batch, [operation], HttpMethod.Post, "contacts", body, cancellationToken).ConfigureAwait(false);
            if (answer.Status == HttpStatusCode.NotFound) throw new DestinationException($"{contacts.Identity} is not there: {answer.Describe()}.", FailureEffect.NothingPermanent);
            if (answer.Status != HttpStatusCode.Conflict) return Created(answer, externalId);
            if (await OnConflictAsync(batch, operation, answer, cancellationToken).ConfigureAwait(false) is { } outcome) return outcome;
            if (tries == MostTries) return OperationOutcome.Deferred($"a contact was in the way and gone {MostTries} times; somebody else creates and deletes it meanwhile: {answer.Describe()}");
        }
    }

    private OperationOutcome Created(HttpAnswer answer, string externalId)
    {
        if (!answer.IsSuccess) return Refused(answer.Describe());
        var id = TextOf(answer, "id");
        if (!IsOf(answer, externalId)) return OperationOutcome.Unknown($"{answer.Host} answered {(int)answer.Status} for a contact of another external id");
        Ids.Set(externalId, id, isArchived: false);
        return OperationOutcome.Succeeded;
    }

    /// <summary>A contact is in the way: that of this external id, or another that has the same address. Null where it is gone by now.</summary>
    private async Task<OperationOutcome?> OnConflictAsync(ApiBatch<TModel, TKey> batch, int operation, HttpAnswer conflict, CancellationToken cancellationToken)
    {
        var (externalId, isInsert) = (ExternalIdOf(batch, operation), batch[operation].Kind == OperationKind.Insert);
        if (ConflictWords.Of(conflict) is not (var id, var isArchived))
        {
            // Its words have no id that can be read.
            if (await LookUpAsync(batch, operation, cancellationToken).ConfigureAwait(false) is not { } found) return OperationOutcome.Rejected(conflict.Describe());
            (id, isArchived) = (found, false);
        }
        else if (isArchived)
        {
            if (!isInsert) return await BringBackAsync(batch, operation, id, cancellationToken).ConfigureAwait(false);
            // An archived contact is not shown, so that it can't be told why it is in the way.
            var isKnown = !plan.HasOtherDetails || (Ids.TryFind(externalId, out var known, out _) && known == id);
            return isKnown ? OperationOutcome.Skipped("the workspace has this contact, archived") : Refused($"an archived contact has this external id or these details: {conflict.Describe()}");
        }
        else if (plan.HasOtherDetails)
        {
            var there = await SendAsync(batch, [operation], HttpMethod.Get, AddressOf(id), body: null, cancellationToken).ConfigureAwait(false);
            if (there.Status == HttpStatusCode.NotFound) return null;
            if (!there.IsSuccess) return OperationOutcome.Rejected(conflict.Describe());
            ThrowUnlessOf(there, id);
            if (!IsOf(there, externalId)) return Refused($"contact {id} has these details and another external id: {conflict.Describe()}");
        }

        Ids.Set(externalId, id, isArchived: false);
        return isInsert ? OperationOutcome.Skipped("the workspace has this contact") : await PutAsync(batch, operation, id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Updates a contact, and takes it out of the archive first where it is there; null where there is no such contact any more.</summary>
    private async Task<OperationOutcome?> BringBackAsync(ApiBatch<TModel, TKey> batch, int operation, string id, CancellationToken cancellationToken)
    {
        var externalId = ExternalIdOf(batch, operation);
        var isKnown = Ids.TryFind(externalId, out var known, out var isArchived) && known == id;
        isArchived &= isKnown;
        if (isKnown && !isArchived && await PutAsync(batch, operation, id, cancellationToken).ConfigureAwait(false) is { } done) return done;
        HttpAnswer answer;
        try
        {
            answer = await SendAsync(batch, [operation], HttpMethod.Post, $"{AddressOf(id)}/unarchive", body: null, cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccess) ThrowUnlessOf(answer, id);
        }
        catch (Exception e) when (e is OperationCanceledException or DestinationException { Effect: FailureEffect.Unknown })
        {
            if (await OnLostAnswerAsync(batch, operation, id, wasArchived: !isArchived, cancellationToken).ConfigureAwait(false) is { } outcome) return outcome;
            throw;
        }

        if (answer.IsSuccess)
        {
            if (!IsOf(answer, externalId)) return await PutBackAsync(batch, operation, id, cancellationToken).ConfigureAwait(false);
            Ids.Set(externalId, id, isArchived: false);
        }

        if (answer.IsSuccess || (isArchived && answer.Status != HttpStatusCode.NotFound))
        {
            // Somebody else may have brought it back already.
            if (await PutAsync(batch, operation, id, cancellationToken).ConfigureAwait(false) is { } written) return written;
        }
        else if (answer.Status != HttpStatusCode.NotFound)
        {
            return Refused($"it is archived, and does not come back: {answer.Describe()}");
        }

        Ids.Forget(externalId);
        return null;
    }

    /// <summary>Looks at a contact that may have left the archive, for nobody answered; null where it is the one or has not left, so that the row may come again.</summary>
    private async Task<OperationOutcome?> OnLostAnswerAsync(ApiBatch<TModel, TKey> batch, int operation, string id, bool wasArchived, CancellationToken cancellationToken)
    {
        var (externalId, isStranger) = (ExternalIdOf(batch, operation), false);
        var unseen = await PutBack.TryAsync(
            async stop =>
            {
                var there = await SendAsync(batch, [operation], HttpMethod.Get, AddressOf(id), body: null, stop, goesOn: true).ConfigureAwait(false);
                if (there.Status == HttpStatusCode.NotFound) return null;
                if (!there.IsSuccess) return there.Describe();
                ThrowUnlessOf(there, id);
                isStranger = !IsOf(there, externalId);
                return null;
            },
            Context.TimeProvider,
            cancellationToken).ConfigureAwait(false);
        if (unseen is not null) return OperationOutcome.Unknown($"taking contact {id} out of the archive was not answered, and it can't be seen whether it is another's: {unseen.TrimEnd('.')}. Look at it in Intercom");
        if (!isStranger) return null;
        if (wasArchived) return await PutBackAsync(batch, operation, id, cancellationToken).ConfigureAwait(false);
        // It was remembered as archived, and may have been brought back long ago.
        Ids.Forget(externalId);
        return Refused($"contact {id} had this external id and has another now; taking it out of the archive was not answered, so that it can't be told whether it was there. Look at it in Intercom");
    }

    /// <summary>Archives a contact again that was not the one. What passes is waited for here, and not by the run: when the row came again, nobody would know that the contact had been in the archive.</summary>
    private async Task<OperationOutcome> PutBackAsync(ApiBatch<TModel, TKey> batch, int operation, string id, CancellationToken cancellationToken)
    {
        Ids.Forget(ExternalIdOf(batch, operation));
        var left = await PutBack.TryAsync(
            async stop =>
            {
                var answer = await SendAsync(batch, [operation], HttpMethod.Post, $"{AddressOf(id)}/archive", body: null, stop, goesOn: true).ConfigureAwait(false);
                // One that is not there is not outside the archive either: it may be there since a try that was not answered.
                return answer.IsSuccess || answer.Status == HttpStatusCode.NotFound ? null : answer.Describe();
            },
            Context.TimeProvider,
            cancellationToken).ConfigureAwait(false);
        return Refused($"the archived contact {id} has these details and another external id{(left is null ? "" : $"; contact {id} was taken out of the archive to see that, and was left outside: {left.TrimEnd('.')}. Archive it in Intercom")}");
    }

    /// <summary>Updates a contact; null where there is no such contact, or an archived one.</summary>
    private async Task<OperationOutcome?> PutAsync(ApiBatch<TModel, TKey> batch, int operation, string id, CancellationToken cancellationToken)
    {
        var (row, externalId) = (batch[operation].Row!, ExternalIdOf(batch, operation));
        // Where there is nothing to write it is only seen to be there.
        var answer = plan.Attributes.IsEmpty
            ? await SendAsync(batch, [operation], HttpMethod.Get, AddressOf(id), body: null, cancellationToken).ConfigureAwait(false)
            : await SendAsync(batch, [operation], HttpMethod.Put, AddressOf(id), Json(json => plan.Write(json, in row)), cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.NotFound) return null;
        if (!answer.IsSuccess) return Refused(answer.Describe());
        ThrowUnlessOf(answer, id);
        if (IsOf(answer, externalId)) return OperationOutcome.Succeeded;
        Ids.Forget(externalId);
        return OperationOutcome.Rejected($"contact {id} had this external id and has another now; it took the columns before that was seen. The contact is looked up anew");
    }

    private async Task<OperationOutcome> ArchiveAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var externalId = ExternalIdOf(batch, operation);
        return await RemoveAsync(batch, operation, HttpMethod.Post, "/archive", "archived", id => Ids.Set(externalId, id, isArchived: true), cancellationToken).ConfigureAwait(false);
    }

    private async Task<OperationOutcome> DeleteAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var externalId = ExternalIdOf(batch, operation);
        return await RemoveAsync(batch, operation, HttpMethod.Delete, "", "deleted", _ => Ids.Forget(externalId), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Archives or deletes a contact. One that is not there counts as done.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="method">The method.</param>
    /// <param name="what">What follows the contact's address.</param>
    /// <param name="proof">The property of the answer that says it was done.</param>
    /// <param name="done">Notes it, by the contact's id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<OperationOutcome> RemoveAsync(ApiBatch<TModel, TKey> batch, int operation, HttpMethod method, string what, string proof, Action<string> done, CancellationToken cancellationToken)
    {
        // What was remembered may be the id of another by now, which must not be removed.
        if (await SeenIdAsync(batch, operation, cancellationToken).ConfigureAwait(false) is not { } id) return OperationOutcome.Succeeded;
        var answer = await SendAsync(batch, [operation], method, AddressOf(id) + what, body: null, cancellationToken).ConfigureAwait(false);
        // It was removed since it was seen.
        if (answer.Status == HttpStatusCode.NotFound) return OperationOutcome.Succeeded;
        if (!answer.IsSuccess) return Refused(answer.Describe());
        ThrowUnlessOf(answer, id);
        if (!answer.Json.TryGetProperty(proof, out var proven) || proven.ValueKind != JsonValueKind.True) return Refused($"{answer.Host} answered {(int)answer.Status}, and that it is not {proof}");
        done(id);
        return OperationOutcome.Succeeded;
    }
}
