using System.Net;
using System.Text.Json;

namespace Syncline;

/// <summary>Delivers to contacts, which are found by our own map of external ids, and then by Intercom's.</summary>
internal abstract class MappedDelivery<TModel, TKey>(IntercomAccount account, string identity, DeliveryContext context, OperationKinds repeatable) : IntercomDelivery<TModel, TKey>(account, context, repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SyncColumn _key = context.Schema.Columns[context.Schema.Key[0]];

    /// <summary>Which contact has which external id, as far as it is known.</summary>
    protected ContactIdMap Ids { get; } = new(new SideState(context, identity));

    public sealed override async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        await Ids.State.OpenAsync(cancellationToken).ConfigureAwait(false);
        var work = await base.ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
        // What is not written is tried again after the next batch: it costs requests at the worst.
        await Ids.State.TryFlushAsync(cancellationToken).ConfigureAwait(false);
        return work;
    }

    public sealed override async ValueTask DisposeAsync()
    {
        await Ids.State.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected sealed override IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations)
    {
        foreach (var operation in operations)
        {
            var id = ExternalIdOf(batch, operation);
            if (RecordKey.Problem(id) is { } problem) batch.Answer(operation, Refused($"{_key.Name} {(_key.IsSensitive ? "***" : $"\"{id}\"")} {problem}"));
        }

        return ContactTasks(batch, kind, [.. operations.Where(operation => !batch.IsAnswered(operation))]);
    }

    /// <summary>What is to be done for operations of one kind, each with an external id that can be one.</summary>
    protected abstract IEnumerable<ApiTask> ContactTasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations);

    /// <summary>The external id as the row spells it.</summary>
    protected static string ExternalIdOf(ApiBatch<TModel, TKey> batch, int operation)
    {
        var key = batch[operation].Key;
        return CellTexts.FirstOfKey<TModel, TKey>(in key)!;
    }

    /// <summary>The contact of an external id, as Intercom said it in this run; null where it has none, or an archived one. An id that an earlier run learned is looked at first: another may have it by now.</summary>
    /// <exception cref="UnfitRowException">Intercom does not take the external id, or contradicts itself.</exception>
    protected async Task<string?> SeenIdAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var externalId = ExternalIdOf(batch, operation);
        if (!Ids.TryFind(externalId, out var known, out _)) return await LookUpAsync(batch, operation, cancellationToken).ConfigureAwait(false);
        if (Ids.WasSeen(externalId)) return known;
        var there = await SendAsync(batch, [operation], HttpMethod.Get, AddressOf(known), body: null, cancellationToken).ConfigureAwait(false);
        if (there.IsSuccess && TextOf(there, "id") == known && IsOf(there, externalId))
        {
            Ids.Set(externalId, known, isArchived: false);
            return known;
        }

        if (there.IsSuccess) Ids.Forget(externalId);
        else if (there.Status != HttpStatusCode.NotFound) throw new UnfitRowException(there.Describe());
        var found = await LookUpAsync(batch, operation, cancellationToken).ConfigureAwait(false);
        return found is null || found != known ? found : throw new UnfitRowException($"contact {known} is found by its external id, and {(there.IsSuccess ? "has another" : "is not there")} by its own");
    }

    /// <summary>Asks Intercom for the contact of an external id; null where it has none, or an archived one.</summary>
    /// <exception cref="UnfitRowException">It does not take the external id.</exception>
    protected async Task<string?> LookUpAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var externalId = ExternalIdOf(batch, operation);
        var answer = await SendAsync(batch, [operation], HttpMethod.Get, $"contacts/find_by_external_id/{Uri.EscapeDataString(externalId)}", body: null, cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.NotFound) return null;
        if (!answer.IsSuccess) throw new UnfitRowException(answer.Describe());
        var id = TextOf(answer, "id");
        if (!IsOf(answer, externalId)) throw new UnfitRowException($"{answer.Host} answered with a contact of another external id");
        Ids.Set(externalId, id, isArchived: false);
        return id;
    }

    /// <summary>Whether an answer is of the contact with an external id.</summary>
    protected static bool IsOf(HttpAnswer answer, string externalId) => answer.Json.ValueKind == JsonValueKind.Object && answer.Json.TextOf("external_id") == externalId;

    /// <summary>Looks whether an answer is of the contact that was asked for.</summary>
    /// <exception cref="DestinationException">It is of another: nobody knows what became of this one.</exception>
    protected static void ThrowUnlessOf(HttpAnswer answer, string id)
    {
        if (TextOf(answer, "id") != id) throw new DestinationException($"{answer.Host} answered {(int)answer.Status} for another contact than it was asked for.", FailureEffect.Unknown);
    }

    protected static string AddressOf(string id) => $"contacts/{Uri.EscapeDataString(id)}";
}
