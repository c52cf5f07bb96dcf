using System.Net;

namespace Syncline;

/// <summary>Puts a tag on members and takes it off, one by one.</summary>
internal sealed class TagDelivery<TModel, TKey>(MailchimpTag tag, DeliveryContext context) : EmailDelivery<TModel, TKey>(tag.List, context, tag.Repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public override int BatchSize => Account.MaxConnections * RequestsPerConnection * 5;

    protected override IEnumerable<ApiTask> MemberTasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations)
    {
        var isOn = kind == OperationKind.AddMember;
        var body = Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("tags");
            json.WriteStartObject();
            json.WriteString("name", tag.Tag);
            json.WriteString("status", isOn ? "active" : "inactive");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteBoolean("is_syncing", tag.IsSyncing);
            json.WriteEndObject();
        });
        return OneByOne(batch, operations, (_, operation, stop) => SetAsync(batch, operation, isOn, body, stop));
    }

    private async Task SetAsync(ApiBatch<TModel, TKey> batch, int operation, bool isOn, byte[] body, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(batch, [operation], HttpMethod.Post, $"{AddressOf(EmailOf(batch, operation))}/tags", body, cancellationToken).ConfigureAwait(false);
        // Who is not there has no tag.
        if (answer.IsSuccess || (answer.Status == HttpStatusCode.NotFound && !isOn)) batch.Answer(operation, OperationOutcome.Succeeded);
        else batch.Answer(operation, Refused(answer.Status == HttpStatusCode.NotFound ? $"the audience has no such member: {answer.Describe()}" : answer.Describe()));
    }
}
