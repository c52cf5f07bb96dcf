using System.Net;

namespace Syncline;

/// <summary>Delivers member events, one by one.</summary>
internal sealed class EventDelivery<TModel, TKey>(MailchimpEvents events, EventPlan plan, DeliveryContext context) : MailchimpDelivery<TModel, TKey>(events.List, context, OperationKinds.None)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // What is on its way when a process dies is parked: little is to be.
    public override int BatchSize => Account.MaxConnections * RequestsPerConnection;

    protected override IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations) => OneByOne(batch, operations, SendAsync);

    protected override SensitiveTexts SensitiveOf(ApiBatch<TModel, TKey> batch, IReadOnlyList<int> some)
    {
        var texts = batch.SensitiveOf(some);
        if (!plan.Schema.Columns[plan.Email].IsSensitive) return texts;
        foreach (var operation in some)
        {
            var row = batch[operation].Row!;
            if (EventTexts.Of(in row)[plan.Email] is { } email) texts.Add(EmailKey.HashOf(email));
        }

        return texts;
    }

    private async Task SendAsync(ApiBatch<TModel, TKey> batch, int operation, CancellationToken cancellationToken)
    {
        var row = batch[operation].Row!;
        var cells = EventTexts.Of(in row);
        if (Problem(cells) is { } problem)
        {
            batch.Answer(operation, Refused(problem));
            return;
        }

        var answer = await SendAsync(batch, [operation], HttpMethod.Post, $"{AddressOf(cells[plan.Email]!)}/events", BodyOf(cells), cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess) batch.Answer(operation, OperationOutcome.Succeeded);
        else batch.Answer(operation, Refused(answer.Status == HttpStatusCode.NotFound ? $"the audience has no such member: {answer.Describe()}" : answer.Describe()));
    }

    private string? Problem(string?[] cells)
    {
        var columns = plan.Schema.Columns;
        if (string.IsNullOrWhiteSpace(cells[plan.Email])) return $"{columns[plan.Email].Name} is {(cells[plan.Email] is null ? "null" : "empty")}: an event is one member's";
        var lone = Array.FindIndex(cells, static cell => cell is not null && Surrogates.HasLone(cell));
        if (lone >= 0) return $"{columns[lone].Name} holds half of a surrogate pair, which JSON has no form for";
        if (plan.Name < 0) return null;
        var name = cells[plan.Name];
        if (name is null) return $"{columns[plan.Name].Name} is null: an event has a name";
        return EventPlan.IsName(name) ? null : $"{columns[plan.Name].Name} {(columns[plan.Name].IsSensitive ? "***" : $"\"{name}\"")} has {Sentence.Count(name.Length, "character")}, and the name of an event has 2 to 30";
    }

    private byte[] BodyOf(string?[] cells) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", events.EventName ?? cells[plan.Name]);
        if (plan.OccurredAt >= 0 && cells[plan.OccurredAt] is { } at) json.WriteString("occurred_at", at);
        json.WriteBoolean("is_syncing", events.IsSyncing);
        json.WriteStartObject("properties");
        for (var column = 0; column < cells.Length; column++)
        {
            if (column != plan.Email && column != plan.Name && column != plan.OccurredAt && cells[column] is { } cell) json.WriteString(plan.Schema.Columns[column].Name, cell);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });
}
