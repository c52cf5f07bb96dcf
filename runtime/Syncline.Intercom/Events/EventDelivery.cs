using System.Globalization;
using System.Net;

namespace Syncline;

/// <summary>Delivers events, one by one.</summary>
internal sealed class EventDelivery<TModel, TKey>(IntercomEvents events, EventPlan plan, DeliveryContext context) : IntercomDelivery<TModel, TKey>(events.Account, context, events.Repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Enough to name most of those that are in the way, and little to hold.
    private const int MostNamed = 100_000;
    private readonly EventSeconds _seconds = new(new SideState(context, events.Identity));
    private readonly Dictionary<ulong, TKey> _named = [];

    public override async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        await _seconds.State.OpenAsync(cancellationToken).ConfigureAwait(false);
        var work = await base.ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
        // Else an event would be delivered, and its second free for another that gets lost. What is sent again meanwhile is the same to Intercom.
        if (!await _seconds.State.TryFlushAsync(CancellationToken.None).ConfigureAwait(false)) throw new DestinationException($"It can't be remembered which seconds have an event: {_seconds.State.Failure?.Message}", FailureEffect.Unknown);
        return work;
    }

    public override async ValueTask DisposeAsync()
    {
        await _seconds.State.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    // One after the other, in the order of the plan: the first to come has the second.
    protected override IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations)
    {
        foreach (var operation in operations)
        {
            if (Prepare(batch, operation) is { } ready) yield return new ApiTask([operation], stop => SendAsync(batch, operation, ready, stop));
        }
    }

    /// <summary>The event of an operation; null where it can't be one, and is answered for.</summary>
    private ReadyEvent? Prepare(ApiBatch<TModel, TKey> batch, int operation)
    {
        var (row, key) = (batch[operation].Row!, batch[operation].Key);
        var cells = CellTexts.OfRow(in row);
        ReadyEvent ready;
        if (Problem(cells) is { } problem)
        {
            batch.Answer(operation, Refused(problem));
            return null;
        }

        try
        {
            var seconds = SecondsReader.Of(in row, plan.CreatedAt);
            ready = new ReadyEvent(BodyOf(in row, cells, seconds), EventSeconds.HashOf(ContactOf(cells), NameOf(cells), seconds.ToString(CultureInfo.InvariantCulture)), EventSeconds.HashOf([.. CellTexts.OfKey<TModel, TKey>(in key).Select(static part => part ?? "")]));
        }
        catch (UnfitRowException e)
        {
            batch.Answer(operation, Refused(batch.SensitiveOf([operation]).Mask(e.Message)));
            return null;
        }

        if (_seconds.TryTake(ready.Second, ready.Key))
        {
            if (_named.Count >= MostNamed) _named.Clear();
            _named[ready.Second] = key;
            return ready;
        }

        var other = _named.TryGetValue(ready.Second, out var first) ? ApiBatch<TModel, TKey>.KeyOf(first) : "an earlier event of this sync";
        batch.Answer(operation, Refused($"{ApiBatch<TModel, TKey>.KeyOf(key)} and {other} are of one contact, one name and one second: Intercom takes them for one event and would drop this one without a word. Name them otherwise, or have them a second apart in the query"));
        return null;
    }

    private async Task SendAsync(ApiBatch<TModel, TKey> batch, int operation, ReadyEvent ready, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(batch, [operation], HttpMethod.Post, "events", ready.Body, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            _seconds.Keep(ready.Second, ready.Key);
            batch.Answer(operation, OperationOutcome.Succeeded);
            return;
        }

        _seconds.Free(ready.Second);
        batch.Answer(operation, Refused(answer.Status == HttpStatusCode.NotFound ? $"the workspace has no such contact: {answer.Describe()}" : answer.Describe()));
    }

    private string? Problem(string?[] cells)
    {
        var columns = plan.Schema.Columns;
        if (string.IsNullOrWhiteSpace(cells[plan.Contact])) return $"{columns[plan.Contact].Name} is {(cells[plan.Contact] is null ? "null" : "empty")}: an event is one contact's";
        if (cells[plan.CreatedAt] is null) return $"{columns[plan.CreatedAt].Name} is null: Intercom knows an event it has by its time";
        if (plan.Name >= 0 && string.IsNullOrWhiteSpace(cells[plan.Name])) return $"{columns[plan.Name].Name} is {(cells[plan.Name] is null ? "null" : "empty")}: an event has a name";
        var lone = Array.FindIndex(cells, static cell => cell is not null && Surrogates.HasLone(cell));
        return lone >= 0 ? $"{columns[lone].Name} holds half of a surrogate pair, which JSON has no form for" : null;
    }

    private string NameOf(string?[] cells) => events.EventName ?? cells[plan.Name]!;

    // Addresses that differ in case are one contact's; an address is no id.
    private string ContactOf(string?[] cells) => plan.ContactField == "email" ? $"email {cells[plan.Contact]!.Trim().ToLowerInvariant()}" : $"{plan.ContactField} {cells[plan.Contact]}";

    private byte[] BodyOf(in TModel row, string?[] cells, long seconds)
    {
        var copy = row;
        return Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("event_name", NameOf(cells));
            json.WriteNumber("created_at", seconds);
            json.WriteString(plan.ContactField, cells[plan.Contact]);
            json.WriteStartObject("metadata");
            plan.Metadata.WriteInner(json, in copy, isNew: true);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private readonly record struct ReadyEvent(byte[] Body, ulong Second, ulong Key);
}
