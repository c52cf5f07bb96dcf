namespace Syncline;

/// <summary>Delivers to a workspace.</summary>
internal abstract class IntercomDelivery<TModel, TKey>(IntercomAccount account, DeliveryContext context, OperationKinds repeatable) : ApiDelivery<TModel, TKey>(account.Http, context, repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SensitiveProperties _sensitive = new(context.Schema);

    // So that every connection is busy for a while, and what is on its way stays little.
    public override int BatchSize => Account.MaxConnections * 16;

    /// <summary>Sends a request for some operations.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="some">The operations.</param>
    /// <param name="method">The method.</param>
    /// <param name="address">The address.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="goesOn">Whether it is sent after a cancel too, for it takes back what was sent before.</param>
    /// <returns>An answer that is about the records.</returns>
    /// <exception cref="DestinationException">No answer came, or one that is about something else.</exception>
    protected async Task<HttpAnswer> SendAsync(ApiBatch<TModel, TKey> batch, IReadOnlyList<int> some, HttpMethod method, string address, byte[]? body, CancellationToken cancellationToken, bool goesOn = false)
    {
        var texts = batch.SensitiveOf(some);
        var message = new HttpMessage(method, address)
        {
            Body = body,
            Keys = () => [.. some.Select(operation => ApiBatch<TModel, TKey>.KeyOf(batch[operation].Key))],
            RunId = Context.RunId,
            MaxWait = Context.MaxWait,
            Mask = text => _sensitive.Mask(texts.Mask(text)),
        };
        var answer = await Account.SendAsync(message, cancellationToken, goesOn).ConfigureAwait(false);
        IntercomFaults.ThrowUnlessOfRecords(answer, batch[some[0]].Kind, Account.TimeProvider);
        return answer;
    }

    /// <summary>A task for each operation.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="run">Does one and says what became of it. An <see cref="UnfitRowException"/> rejects it.</param>
    protected static IEnumerable<ApiTask> OneByOne(ApiBatch<TModel, TKey> batch, IEnumerable<int> operations, Func<ApiBatch<TModel, TKey>, int, CancellationToken, Task<OperationOutcome>> run)
        => operations.Select(operation => new ApiTask([operation], async stop => batch.Answer(operation, await OutcomeAsync(batch, operation, run, stop).ConfigureAwait(false))));

    /// <summary>A text that an answer must have to be one of the record.</summary>
    /// <exception cref="DestinationException">It has none: nobody knows what became of the record.</exception>
    protected static string TextOf(HttpAnswer answer, string name)
        => answer.Json.TextOf(name) is { Length: > 0 } text ? text : throw new DestinationException($"{answer.Host} answered {(int)answer.Status} without {name}, so that it can't be told what became of the record.", FailureEffect.Unknown);

    private static async Task<OperationOutcome> OutcomeAsync(ApiBatch<TModel, TKey> batch, int operation, Func<ApiBatch<TModel, TKey>, int, CancellationToken, Task<OperationOutcome>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run(batch, operation, cancellationToken).ConfigureAwait(false);
        }
        catch (UnfitRowException e)
        {
            return Refused(batch.SensitiveOf([operation]).Mask(e.Message));
        }
    }
}
