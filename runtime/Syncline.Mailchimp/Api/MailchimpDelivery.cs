namespace Syncline;

/// <summary>Delivers to an audience, or to what belongs to it.</summary>
internal abstract class MailchimpDelivery<TModel, TKey>(MailchimpList list, DeliveryContext context, OperationKinds repeatable) : ApiDelivery<TModel, TKey>(list.Account.Http, context, repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>The most members the API takes in a request.</summary>
    protected const int MostMembers = 500;

    /// <summary>So that every connection is busy for a while, and what is on its way stays little.</summary>
    protected const int RequestsPerConnection = 8;

    protected MailchimpList List => list;

    /// <summary>The address of a member.</summary>
    protected string AddressOf(string email) => $"{list.Address}/members/{EmailKey.HashOf(email)}";

    /// <summary>Sends a request for some operations.</summary>
    /// <returns>An answer that is about the records.</returns>
    /// <exception cref="DestinationException">No answer came, or one that is about something else.</exception>
    protected async Task<HttpAnswer> SendAsync(ApiBatch<TModel, TKey> batch, IReadOnlyList<int> some, HttpMethod method, string address, byte[]? body, CancellationToken cancellationToken)
    {
        var message = new HttpMessage(method, address)
        {
            Body = body,
            Keys = () => [.. some.Select(operation => ApiBatch<TModel, TKey>.KeyOf(batch[operation].Key))],
            RunId = Context.RunId,
            Mask = SensitiveOf(batch, some).Mask,
        };
        var answer = await Account.SendAsync(message, cancellationToken).ConfigureAwait(false);
        MailchimpFaults.ThrowUnlessOfRecords(answer, batch[some[0]].Kind);
        return answer;
    }

    /// <summary>A task for each operation.</summary>
    protected static IEnumerable<ApiTask> OneByOne(ApiBatch<TModel, TKey> batch, int[] operations, Func<ApiBatch<TModel, TKey>, int, CancellationToken, Task> run)
        => operations.Select(operation => new ApiTask([operation], stop => run(batch, operation, stop)));

    /// <summary>What is sensitive of some operations, in the spellings this API has for it.</summary>
    protected virtual SensitiveTexts SensitiveOf(ApiBatch<TModel, TKey> batch, IReadOnlyList<int> some) => batch.SensitiveOf(some);
}
