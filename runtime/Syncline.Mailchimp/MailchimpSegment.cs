namespace Syncline;

/// <summary>A static segment of a Mailchimp audience: members are put in and taken out, 500 in a request. A model is keyed by the e-mail address alone, in a column <c>email_address</c> or <c>email</c> that ignores case; its other columns are not sent.</summary>
/// <remarks>Mailchimp passes over addresses that are not in the audience without a word. Each address it does not name is looked up: a row whose address is not in the audience is Rejected.</remarks>
/// <param name="account">The account.</param>
/// <param name="listId">The audience's id.</param>
/// <param name="segmentId">The segment's id, a number.</param>
[FindsRecordBy("email_address", "email", IgnoresCase = true)]
[NeedsColumn("email_address", "email")]
public sealed class MailchimpSegment(MailchimpAccount account, string listId, long segmentId) : IAddsMembers, IRemovesMembers
{
    /// <summary>The account.</summary>
    public MailchimpAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <summary>The audience's id.</summary>
    public string ListId { get; } = MailchimpList.Checked(listId, nameof(listId));

    /// <summary>The segment's id.</summary>
    public long SegmentId { get; } = segmentId > 0 ? segmentId : throw new ArgumentOutOfRangeException(nameof(segmentId), segmentId, "A segment's id is a number above 0.");

    /// <inheritdoc/>
    public string Identity => $"{List.Identity}/segments/{SegmentId}";

    /// <inheritdoc/>
    public OperationKinds Repeatable => OperationKinds.AddMember | OperationKinds.RemoveMember;

    internal MailchimpList List => new(Account, ListId);

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var (problems, found) = (new List<string>(), await List.FindAsync($"segments/{SegmentId}?fields=type", "segment", Identity, context.RunId, cancellationToken).ConfigureAwait(false));
        EmailKey.Check(context.Schema, problems);
        if (found is not { } segment) problems.Add($"the audience {ListId} has no segment {SegmentId}, or there is no such audience");
        else if (segment.TextOf("type") is { } type && type != "static") problems.Add($"segment {SegmentId} is {type}: only to a static segment are members added, the others find theirs by conditions");
        MailchimpList.ThrowIfAny(problems, Identity, context.Sync.Name);
        return new SegmentDelivery<TModel, TKey>(this, context);
    }
}
