using System.IO.Hashing;
using System.Net;
using System.Text;

namespace Syncline;

/// <summary>Delivers by the calls an <see cref="HttpDestination"/> was given.</summary>
internal sealed class HttpDelivery<TModel, TKey>(HttpDestination destination, DeliveryContext context) : ApiDelivery<TModel, TKey>(destination.Account, context, destination.Repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // So that the requests of a batch keep every connection busy for a while.
    private const int RequestsPerConnection = 8;
    private const int MostRows = 10_000;
    private readonly Dictionary<OperationKind, (HttpCall Call, AddressTemplate Address)> _calls = CallsOf(destination, context);

    public override int BatchSize => Math.Min(MostRows, _calls.Values.Max(static call => call.Call.BatchSize) * Account.MaxConnections * RequestsPerConnection);

    protected override IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations)
    {
        var (call, address) = _calls[kind];
        var (some, body) = (new List<int>(), call.BodyOrDefault);
        foreach (var operation in operations)
        {
            // What is in doubt is not to take with it what was never sent, where it is refused; beside others it would have another key, which counts where nothing but the key makes it safe.
            if (some.Count > 0 && (some.Count == call.BatchSize || IsInDoubt(batch, some[0]) != IsInDoubt(batch, operation) || (IsInDoubt(batch, operation) && call is { IdempotencyHeader: not null, IsRepeatable: null, MayRegroup: false })))
            {
                yield return TaskOf([.. some]);
                some.Clear();
            }

            some.Add(operation);
        }

        if (some.Count > 0) yield return TaskOf([.. some]);
        ApiTask TaskOf(int[] rows) => new(rows, stop => SendAsync(batch, kind, new(call, address, body), rows, stop));
    }

    private async Task SendAsync(ApiBatch<TModel, TKey> batch, OperationKind kind, Way way, int[] some, CancellationToken cancellationToken)
    {
        var sensitive = batch.SensitiveOf(some);
        if (!TryMake(batch, kind, way, some, sensitive, out var message))
        {
            if (!batch.IsAnswered(some[0])) await SendHalvesAsync(batch, some, half => SendAsync(batch, kind, way, half, cancellationToken)).ConfigureAwait(false);
            return;
        }

        var answer = await Account.SendAsync(message!, cancellationToken).ConfigureAwait(false);
        var (meaning, isOwn) = MeaningOf(answer.Status, kind, in way);
        var isAgain = IsInDoubt(batch, some[0]);
        var isRefusedAgain = isAgain && (meaning == HttpMeaning.Rejected || (meaning == HttpMeaning.Skipped && !isOwn && way.Call.IdempotencyHeader is not null));
        if (isRefusedAgain && !MayHalve(batch, way.Call, some))
        {
            // It may be done since the first time.
            batch.Answer(some, RefusedAgain(answer.Describe()));
            return;
        }

        switch (meaning)
        {
            case HttpMeaning.Succeeded when answer.IsSuccess:
                Read(batch, kind, way.Call.Answers, some, answer);
                break;
            case HttpMeaning.Succeeded:
                batch.Answer(some, OperationOutcome.Succeeded);
                break;
            // Of a repetition the call says what the API says of the request, by its key, and not of a row.
            case HttpMeaning.Skipped when some.Length == 1 || (isAgain && isOwn):
                batch.Answer(some, OperationOutcome.Skipped(answer.Describe()));
                break;
            case HttpMeaning.Rejected when some.Length == 1:
                batch.Answer(some, OperationOutcome.Rejected(answer.Describe()));
                break;
            case HttpMeaning.Skipped or HttpMeaning.Rejected:
                await SendHalvesAsync(batch, some, half => SendAsync(batch, kind, way, half, cancellationToken)).ConfigureAwait(false);
                break;
            case HttpMeaning.Denied when !isOwn && answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone:
                var whose = way.Address.IsFixed ? "names no record, so that nothing was found at the address itself" : $"does not name {string.Join(", ", way.Address.MissingOfKey)} of the key, so that it is not said of the record that it was not found";
                throw new DestinationException($"{answer.Describe()}. The address \"{way.Call.Address}\" {whose}: look at it, or say with Statuses what the status means.", FailureEffect.NothingPermanent);
            default:
                throw FailedAnswers.Of(answer, meaning);
        }
    }

    private static (HttpMeaning Meaning, bool IsOwn) MeaningOf(HttpStatusCode status, OperationKind kind, in Way way)
    {
        if (way.Call.Statuses.TryGetValue(status, out var own)) return (own, true);
        // Of an address that names no record it does not say that one is gone.
        var isOfAddress = (kind.IsRemoval() || kind == OperationKind.Update) && !way.Address.NamesRecord && status is HttpStatusCode.NotFound or HttpStatusCode.Gone;
        return (isOfAddress ? HttpMeaning.Denied : StatusMeanings.Of(status, kind), false);
    }

    /// <summary>Whether it is asked for once, and perhaps done by an earlier attempt.</summary>
    private static bool IsInDoubt(ApiBatch<TModel, TKey> batch, int operation) => batch[operation] is { IsInDoubt: true, Kind: var kind } && HttpCall.IsOnce(kind);

    /// <summary>Whether halves of what was refused, or could not be written, may be sent: of what is in doubt they have other keys, and would be done once more where the key alone makes it safe.</summary>
    private static bool MayHalve(ApiBatch<TModel, TKey> batch, HttpCall call, int[] some) => some.Length > 1 && (call.MayRegroup || !IsInDoubt(batch, some[0]));

    // Asked a third time the API would say the same: somebody has to look.
    private static OperationOutcome RefusedAgain(string reason) => OperationOutcome.Unknown($"it was sent before and not answered, and the repetition was refused: {reason}") with { IsFinal = true };

    private static void Read(ApiBatch<TModel, TKey> batch, OperationKind kind, HttpAnswers answers, int[] some, HttpAnswer answer)
    {
        IReadOnlyList<OperationOutcome> outcomes;
        try
        {
            outcomes = answers.OutcomesOf(answer, TModel.Schema, [.. some.Select(operation => KeyTextOf(batch[operation].Key))]);
        }
        catch (Exception e) when (e is not DestinationException)
        {
            throw new DestinationException($"The answer of {answer.Host} could not be read, so that it can't be told what became of the records: {answer.Mask(e.Message)}", FailureEffect.Unknown, HttpFaults.CauseOf(e, answer.Mask));
        }

        for (var i = 0; i < some.Length; i++)
        {
            var outcome = outcomes[i] == default ? OperationOutcome.Unknown($"the answer of {answer.Host}, {(int)answer.Status}, was read without an outcome for this record: give one from Answers for every row")
                : outcomes[i].Reason is { } reason ? outcomes[i] with { Reason = answer.Mask(reason) } : outcomes[i];
            batch.Answer(some[i], outcome.Outcome switch
            {
                // Asked for again what is surely not there any more is nothing to complain of.
                Outcome.Skipped when kind.IsRemoval() => OperationOutcome.Succeeded,
                Outcome.Rejected when IsInDoubt(batch, some[i]) => RefusedAgain(outcome.Reason!),
                _ => outcome,
            });
        }
    }

    // Of the one column that a key has where rows are found by it.
    private static string KeyTextOf(TKey key) => CellTexts.FirstOfKey<TModel, TKey>(in key) ?? "";

    /// <summary>Makes the request of some rows. A row that none can be made of is answered where it stands alone.</summary>
    private bool TryMake(ApiBatch<TModel, TKey> batch, OperationKind kind, Way way, int[] some, SensitiveTexts sensitive, out HttpMessage? message)
    {
        message = null;
        var first = batch[some[0]];
        var cells = way.Address.IsFixed ? [] : first.Row is { } row && !first.Kind.IsRemoval() ? CellTexts.OfRow(in row) : CellTexts.OfKey<TModel, TKey>(first.Key);
        if (way.Address.Of(cells, out var problem) is not { } address)
        {
            batch.Answer(some, Unmade(batch, some[0], problem!));
            return false;
        }

        Operation<TModel, TKey>[] operations = [.. some.Select(operation => batch[operation])];
        byte[]? body;
        try
        {
            body = way.Body.Write(operations);
        }
        catch (Exception e)
        {
            // A function of the user's own: the row is to blame, and no other is to wait for it.
            if (!MayHalve(batch, way.Call, some)) batch.Answer(some, Unmade(batch, some[0], sensitive.Mask(e is UnfitRowException ? e.Message : $"its body could not be written: {e.Message}")));
            return false;
        }

        message = new HttpMessage(way.Call.Method, address)
        {
            Body = body,
            Headers = way.Call.IdempotencyHeader is { } header ? way.Call.Headers.Append(new(header, IdempotencyKey(kind, operations, address, body))) : way.Call.Headers,
            Keys = () => [.. operations.Select(static operation => ApiBatch<TModel, TKey>.KeyOf(operation.Key))],
            RunId = Context.RunId,
            MaxWait = Context.MaxWait,
            Mask = sensitive.Mask,
        };
        return true;
    }

    private static OperationOutcome Unmade(ApiBatch<TModel, TKey> batch, int operation, string reason)
        => IsInDoubt(batch, operation) ? OperationOutcome.Unknown($"it was sent before and not answered, and can't be sent again: {reason}") : OperationOutcome.Rejected(reason);

    private string IdempotencyKey(OperationKind kind, Operation<TModel, TKey>[] operations, string address, byte[]? body)
    {
        // Operations that were made by hand have none.
        var hasOwn = HttpCall.IsOnce(kind) && Array.TrueForAll(operations, static operation => operation.IdempotencyKey != Guid.Empty);
        if (hasOwn && operations is [var single]) return single.IdempotencyKey.ToString();
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes($"{Context.StateId}\n{address}\n"));
        foreach (var operation in operations) hash.Append(operation.IdempotencyKey.ToByteArray());
        // What comes back to what it was is no repetition.
        if (!hasOwn) hash.Append([.. Encoding.UTF8.GetBytes($"{Context.RunId}\n"), .. body ?? []]);
        return new Guid(hash.GetCurrentHash()).ToString();
    }

    private static Dictionary<OperationKind, (HttpCall, AddressTemplate)> CallsOf(HttpDestination destination, DeliveryContext context)
    {
        var calls = new Dictionary<OperationKind, (HttpCall, AddressTemplate)>();
        var problems = new List<string>();
        foreach (var kind in Enum.GetValues<OperationKind>().Where(kind => (context.Operations & kind.AsSet()) != 0))
        {
            if (destination.CallOf(kind) is not { } call)
            {
                problems.Add($"nothing says how to {Verb(kind)}: set {HttpDestination.PropertyOf(kind)}");
                continue;
            }

            var keyOnly = kind.IsRemoval();
            var address = AddressTemplate.Parse(call.Address, context.Schema, keyOnly, out var problem);
            if (problem is not null) problems.Add($"the address \"{call.Address}\" of {HttpDestination.PropertyOf(kind)} {problem}");
            else if (call.BatchSize > 1 && !address!.IsFixed) problems.Add($"the address \"{call.Address}\" of {HttpDestination.PropertyOf(kind)} names a column, and BatchSize allows {call.BatchSize} rows a request");
            else if (!address!.NamesRecord && call.BodyOrDefault == HttpBody.None && kind is not (OperationKind.Event or OperationKind.Action)) problems.Add($"the address \"{call.Address}\" of {HttpDestination.PropertyOf(kind)} {Unnamed(address)}, or give a Body");
            if (call.BodyOrDefault.Misfit<TModel, TKey>(keyOnly, call.BatchSize) is { } misfit) problems.Add($"the body of {HttpDestination.PropertyOf(kind)} {misfit}");
            if (call.Answers.Misfit(context.Schema) is { } unread) problems.Add($"Answers of {HttpDestination.PropertyOf(kind)} {unread}");
            if (address is not null) calls[kind] = (call, address);
        }

        return problems.Count == 0 ? calls : throw new DestinationException($"{destination.Identity} does not fit {context.Sync.Name}: {string.Join("; ", problems)}.", FailureEffect.NothingPermanent);
    }

    private static string Unnamed(AddressTemplate address)
    {
        const string None = "and no body is sent, so that the API can't tell which record is meant: name";
        return address.IsFixed ? $"names no column, {None} one, as in people/{{id}}" : $"does not name {string.Join(", ", address.MissingOfKey)} of the key, {None} {(address.MissingOfKey.Length == 1 ? "it" : "them")} too";
    }

    private static string Verb(OperationKind kind) => kind switch
    {
        OperationKind.AddMember => "add a member",
        OperationKind.RemoveMember => "remove a member",
        OperationKind.Event => "deliver an event",
        OperationKind.Action => "apply an action",
        _ => $"{kind.ToString().ToLowerInvariant()} a record",
    };

    private readonly record struct Way(HttpCall Call, AddressTemplate Address, HttpBody Body);
}
