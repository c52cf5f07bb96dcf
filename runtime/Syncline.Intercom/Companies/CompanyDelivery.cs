using System.Net;

namespace Syncline;

/// <summary>Delivers companies one by one. Intercom finds a company by our id itself when it is upserted; an update asks first whether it is there.</summary>
internal sealed class CompanyDelivery<TModel, TKey>(IntercomCompanies companies, AttributePlan plan, DeliveryContext context) : IntercomDelivery<TModel, TKey>(companies.Account, context, companies.Repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SyncColumn _key = context.Schema.Columns[context.Schema.Key[0]];

    protected override IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations) => OneByOne(batch, operations, kind switch
    {
        OperationKind.Upsert => UpsertAsync,
        OperationKind.Update => UpdateAsync,
        _ => throw new NotSupportedException($"Intercom's companies do not take {kind}."),
    });

    private async Task<OperationOutcome> UpsertAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var companyId = CompanyIdOf(batch, operation);
        var answer = await SendAsync(batch, [operation], HttpMethod.Post, "companies", BodyOf(batch, operation, companyId), cancellationToken).ConfigureAwait(false);
        return OutcomeOf(answer, companyId);
    }

    private async Task<OperationOutcome> UpdateAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var companyId = CompanyIdOf(batch, operation);
        var there = await SendAsync(batch, [operation], HttpMethod.Get, $"companies?company_id={Uri.EscapeDataString(companyId)}", body: null, cancellationToken).ConfigureAwait(false);
        if (there.Status == HttpStatusCode.NotFound) return Missing;
        if (!there.IsSuccess) return Refused(there.Describe());
        ThrowUnlessOf(there, companyId);
        // By its own id, which makes no company where it is gone by now.
        var answer = await SendAsync(batch, [operation], HttpMethod.Put, $"companies/{Uri.EscapeDataString(TextOf(there, "id"))}", BodyOf(batch, operation, companyId: null), cancellationToken).ConfigureAwait(false);
        return answer.Status == HttpStatusCode.NotFound ? Missing : OutcomeOf(answer, companyId);
    }

    private static OperationOutcome Missing => OperationOutcome.Skipped("the workspace has no such company");

    private static OperationOutcome OutcomeOf(HttpAnswer answer, string companyId)
    {
        if (!answer.IsSuccess) return Refused(answer.Describe());
        ThrowUnlessOf(answer, companyId);
        return OperationOutcome.Succeeded;
    }

    private static void ThrowUnlessOf(HttpAnswer answer, string companyId)
    {
        if (TextOf(answer, "company_id") != companyId) throw new DestinationException($"{answer.Host} answered {(int)answer.Status} for another company than it was asked for.", FailureEffect.Unknown);
    }

    private byte[] BodyOf(ApiBatch<TModel, TKey> batch, int operation, string? companyId)
    {
        var row = batch[operation].Row!;
        return Json(json =>
        {
            json.WriteStartObject();
            if (companyId is not null) json.WriteString("company_id", companyId);
            plan.Write(json, in row, isNew: false);
            json.WriteEndObject();
        });
    }

    private string CompanyIdOf(ApiBatch<TModel, TKey> batch, int operation)
    {
        var key = batch[operation].Key;
        var id = CellTexts.FirstOfKey<TModel, TKey>(in key)!;
        return RecordKey.Problem(id) is { } problem ? throw new UnfitRowException($"{_key.Name} {(_key.IsSensitive ? "***" : $"\"{id}\"")} {problem}") : id;
    }
}
