using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;

namespace Syncline;

/// <summary>Delivers by collections, 200 records a request, each answered for.</summary>
internal abstract class RecordDelivery<TModel, TKey>(SalesforceOrg org, HttpAccount account, DeliveryContext context, OperationKinds repeatable, RecordShape<TModel, TKey> shape, string? externalId) : ApiDelivery<TModel, TKey>(account, context, repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>The most records a collection has.</summary>
    protected const int CollectionSize = 200;

    // With the pauses of the run's back-off between them, about half a minute.
    private const int MostTries = 5;
    private readonly ConcurrentDictionary<TKey, int> _tries = new();

    protected SalesforceOrg Org => org;

    protected RecordShape<TModel, TKey> Shape => shape;

    /// <summary>What requests for some operations are made for.</summary>
    protected RequestContext ContextOf(ApiBatch<TModel, TKey> batch, IReadOnlyList<int> some)
    {
        var sensitive = new Lazy<SensitiveTexts>(() => SensitiveOf(batch, some));
        return new RequestContext(Context.RunId, () => [.. some.Select(operation => ApiBatch<TModel, TKey>.KeyOf(batch[operation].Key))], text => sensitive.Value.Mask(text));
    }

    /// <summary>Sends records as a collection, and answers for them. One that is refused as a whole is sent again in halves, until the records to blame stand alone.</summary>
    /// <exception cref="DestinationException">It was not taken or not answered, or records of it are locked; those have no answer then.</exception>
    protected async Task SendCollectionAsync(ApiBatch<TModel, TKey> batch, RecordVerb verb, IReadOnlyList<RecordWrite> writes, RequestContext requests, CancellationToken cancellationToken)
    {
        var (body, sent) = BodyOf(batch, verb, writes, requests);
        if (sent.Count == 0) return;
        var answer = await org.SendAsync(MethodOf(verb), PathOf(verb, sent), body, requests, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            Read(batch, sent, answer);
            return;
        }

        var failure = SalesforceFailures.Of(answer);
        if (failure.Effect != FailureEffect.NothingRefused) throw failure;
        if (sent.Count == 1)
        {
            batch.Answer(sent[0].Operation, OperationOutcome.Rejected(failure.Message.TrimEnd('.')));
            return;
        }

        await SendHalvesAsync(batch, [.. sent], static write => write.Operation, half => SendCollectionAsync(batch, verb, half, requests, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Answers for a record that was refused.</summary>
    /// <returns>Why it has no answer: it is locked, and tried again after a pause, a few times; null where it has one.</returns>
    protected SalesforceError? Refuse(ApiBatch<TModel, TKey> batch, int operation, SalesforceError error, Func<string, string> mask)
    {
        if (!RowVerdict.Passes(error))
        {
            batch.Answer(operation, RowVerdict.Of(error, batch[operation].Kind, externalId, mask));
            return null;
        }

        // One that stays locked is not to hold up all the others.
        if (_tries.AddOrUpdate(batch[operation].Key, 1, static (_, tries) => tries + 1) < MostTries) return error;
        batch.Answer(operation, OperationOutcome.Deferred($"{mask(error.ToString())}; tried {MostTries} times"));
        return null;
    }

    /// <summary>Has records that are locked sent again after a pause.</summary>
    protected static void ThrowIfLocked(int count, SalesforceError? error, Func<string, string> mask)
    {
        if (error is null) return;
        throw new DestinationException($"{count} record{(count == 1 ? " is" : "s are")} not to be had at the moment: {mask(error.ToString())}", FailureEffect.NothingTransient);
    }

    private (byte[]? Body, IReadOnlyList<RecordWrite> Sent) BodyOf(ApiBatch<TModel, TKey> batch, RecordVerb verb, IReadOnlyList<RecordWrite> writes, RequestContext requests)
    {
        if (verb == RecordVerb.Delete) return (null, writes);
        var sent = new List<RecordWrite>(writes.Count);
        var (body, record) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteBoolean("allOrNone", false);
        json.WriteStartArray("records");
        foreach (var write in writes)
        {
            try
            {
                record.ResetWrittenCount();
                using (var inner = new Utf8JsonWriter(record)) shape.WriteJson(inner, verb, batch[write.Operation], in write);
            }
            catch (UnfitRowException e)
            {
                batch.Answer(write.Operation, OperationOutcome.Rejected(requests.Mask(e.Message)));
                continue;
            }

            json.WriteRawValue(record.WrittenSpan, skipInputValidation: true);
            sent.Add(write);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return (body.WrittenSpan.ToArray(), sent);
    }

    private static HttpMethod MethodOf(RecordVerb verb) => verb switch
    {
        RecordVerb.Create => HttpMethod.Post,
        RecordVerb.Delete => HttpMethod.Delete,
        _ => HttpMethod.Patch,
    };

    private string PathOf(RecordVerb verb, IReadOnlyList<RecordWrite> writes) => verb switch
    {
        RecordVerb.Upsert => $"composite/sobjects/{Uri.EscapeDataString(shape.ObjectName)}/{Uri.EscapeDataString(externalId!)}",
        RecordVerb.Delete => $"composite/sobjects?ids={string.Join(',', writes.Select(static write => write.Id))}&allOrNone=false",
        _ => "composite/sobjects",
    };

    /// <summary>Reads the results, which are in the order of the records.</summary>
    private void Read(ApiBatch<TModel, TKey> batch, IReadOnlyList<RecordWrite> sent, HttpAnswer answer)
    {
        var results = answer.Json;
        if (results.ValueKind != JsonValueKind.Array || results.GetArrayLength() != sent.Count) throw new DestinationException($"{answer.Host} answered {(int)answer.Status} with {(results.ValueKind == JsonValueKind.Array ? Sentence.Count(results.GetArrayLength(), "result") : "no results")} for {Sentence.Count(sent.Count, "record")}, so that it can't be told what became of them.", FailureEffect.Unknown);
        var (at, locked) = (0, new List<SalesforceError>());
        SalesforceError? limit = null;
        foreach (var result in results.EnumerateArray())
        {
            var (operation, _, id) = sent[at++];
            if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("success", out var success) || success.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                batch.Answer(operation, OperationOutcome.Unknown($"{answer.Host} answered {(int)answer.Status} without a word of this record"));
                continue;
            }

            // An event that was queued is a success with OPERATION_ENQUEUED among its errors.
            if (success.ValueKind == JsonValueKind.True)
            {
                batch.Answer(operation, id is null || SalesforceId.AreSame(id, result.TextOf("id")) ? OperationOutcome.Succeeded : OperationOutcome.Unknown($"{answer.Host} answered {(int)answer.Status} for the record {result.TextOf("id") ?? "without an id"}, and {id} was asked for"));
                continue;
            }

            var errors = SalesforceError.OfResult(result);
            var error = errors.Count == 0 ? new SalesforceError("", "it gave no reason", []) : errors[0] with { Message = string.Join("; ", errors.Take(3).Select(static error => error.Message)), Fields = [.. errors.SelectMany(static error => error.Fields)] };
            if (SalesforceFailures.IsLimit(error.Code)) limit ??= error;
            else if (Refuse(batch, operation, error, answer.Mask) is { } passing) locked.Add(passing);
        }

        if (limit is not null) throw SalesforceFailures.OfLimit(answer.Mask(limit.ToString()), limit, answer.RetryAfter);
        ThrowIfLocked(locked.Count, locked.Count == 0 ? null : locked[0], answer.Mask);
    }

    private SensitiveTexts SensitiveOf(ApiBatch<TModel, TKey> batch, IReadOnlyList<int> some)
    {
        var texts = batch.SensitiveOf(some);
        var columns = TModel.Schema.Columns;
        if (!columns.Any(static column => column.IsSensitive)) return texts;
        foreach (var operation in some)
        {
            // As they are written here: instants to the millisecond, say.
            if (batch[operation].Row is null || !TryCells(batch[operation], out var cells)) continue;
            for (var i = 0; i < cells.Length; i++)
            {
                if (columns[i].IsSensitive) texts.Add(cells[i].Text);
            }
        }

        return texts;
    }

    private bool TryCells(in Operation<TModel, TKey> operation, out FieldCell[] cells)
    {
        try
        {
            cells = shape.CellsOf(in operation);
            return true;
        }
        catch (UnfitRowException)
        {
            cells = [];
            return false;
        }
    }
}
