namespace Syncline;

/// <summary>Delivers records that are found by their e-mail address.</summary>
internal abstract class EmailDelivery<TModel, TKey>(MailchimpList list, DeliveryContext context, OperationKinds repeatable) : MailchimpDelivery<TModel, TKey>(list, context, repeatable)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Serves one batch after the other.
    private readonly Dictionary<string, int> _first = new(StringComparer.Ordinal);
    private readonly SyncColumn _key = context.Schema.Columns[context.Schema.Key[0]];

    protected sealed override IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations) => MemberTasks(batch, kind, ByMember(batch, operations));

    /// <summary>What is to be done for operations of one kind, each of another member.</summary>
    protected abstract IEnumerable<ApiTask> MemberTasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations);

    /// <summary>The address as the row spells it.</summary>
    protected static string EmailOf(ApiBatch<TModel, TKey> batch, int operation)
    {
        var key = batch[operation].Key;
        return CellTexts.FirstOfKey<TModel, TKey>(in key)!;
    }

    protected override SensitiveTexts SensitiveOf(ApiBatch<TModel, TKey> batch, IReadOnlyList<int> some)
    {
        var texts = batch.SensitiveOf(some);
        if (!_key.IsSensitive) return texts;
        // Who knows an address can tell its hash.
        foreach (var operation in some) texts.Add(EmailKey.HashOf(EmailOf(batch, operation)));
        return texts;
    }

    /// <summary>The operations but for those whose key is none, or the same member's as another's: those are answered.</summary>
    private int[] ByMember(ApiBatch<TModel, TKey> batch, int[] operations)
    {
        // Of a batch that was not gone through to its end, too.
        _first.Clear();
        _first.EnsureCapacity(operations.Length);
        var isOneAnswered = false;
        foreach (var operation in operations)
        {
            var email = EmailOf(batch, operation);
            var canonical = EmailKey.Canonical(email);
            if (Problem(email) is { } problem) batch.Answer(operation, Refused($"{_key.Name} {Shown(email)} {problem}"));
            else if (!_first.TryAdd(canonical, operation)) Reject(batch, operation, _first[canonical]);
            else continue;
            isOneAnswered = true;
        }

        _first.Clear();
        return isOneAnswered ? [.. operations.Where(operation => !batch.IsAnswered(operation))] : operations;
    }

    private void Reject(ApiBatch<TModel, TKey> batch, int one, int other)
    {
        batch.Answer(one, Refused($"{Shown(EmailOf(batch, one))} and {Shown(EmailOf(batch, other))} are two keys of the source and one member. Make the spellings alike."));
        batch.Answer(other, batch.AnswerOf(one)!.Value);
    }

    private string Shown(string email) => _key.IsSensitive ? "***" : $"\"{email}\"";

    private static string? Problem(string email)
        => email.Length == 0 ? "is empty"
            : email.Length != email.AsSpan().Trim().Length ? "begins or ends with a blank: trim it in the query"
            : Surrogates.HasLone(email) ? "holds half of a surrogate pair"
            : null;
}
