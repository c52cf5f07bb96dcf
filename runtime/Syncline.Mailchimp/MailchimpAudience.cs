namespace Syncline;

/// <summary>The members of a Mailchimp audience. A model is keyed by the e-mail address alone, in a column <c>email_address</c> or <c>email</c> that ignores case.</summary>
/// <remarks>
/// <code>
/// using var account = new MailchimpAccount(apiKey);
/// var audience = new MailchimpAudience(account, "a1b2c3d4e5") { NewMemberStatus = MailchimpStatus.Pending };
/// </code>
/// Columns that are named like a property of a member (<c>language</c>, <c>vip</c>, <c>email_type</c>, <c>status_if_new</c>, <c>ip_signup</c>, <c>timestamp_signup</c>, <c>ip_opt</c>, <c>timestamp_opt</c>) are that; <c>interests.ID</c> is an interest, <c>location.latitude</c> a part of the location;
/// every other column is a merge field by its tag, <c>ADDRESS.city</c> a part of one. Whether a member that is there wants to be written to is left as it is, unless <see cref="ChangeStatus"/> says otherwise.
/// </remarks>
/// <param name="account">The account.</param>
/// <param name="listId">The audience's id, as its settings and the API show it.</param>
[FindsRecordBy("email_address", "email", IgnoresCase = true)]
[NeedsColumn("email_address", "email")]
public sealed class MailchimpAudience(MailchimpAccount account, string listId) : IInserts, IUpdates, IUpserts, IDeletes, IArchives
{
    /// <summary>An audience of an account that nothing else uses. Dispose of its <see cref="Account"/> when it is done with.</summary>
    /// <param name="apiKey">The API key with its data centre.</param>
    /// <param name="listId">The audience's id.</param>
    /// <exception cref="ArgumentException">The key does not end with a data centre, or there is no id.</exception>
    public MailchimpAudience(string apiKey, string listId)
        : this(new MailchimpAccount(apiKey), listId)
    {
    }

    /// <summary>The account.</summary>
    public MailchimpAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <summary>The audience's id.</summary>
    public string ListId { get; } = MailchimpList.Checked(listId, nameof(listId));

    /// <summary>What a member that is created has agreed to, and one that comes back out of the archive: the API does not tell what it had agreed to before.</summary>
    /// <value>Default: <see langword="null"/>. A sync that creates members fails to open without it, unless the column <c>status_if_new</c> says it for each: consent is nothing to have a default for.</value>
    public MailchimpStatus? NewMemberStatus { get; init; }

    /// <summary>Whether the column <c>status</c> is written to members that are there. It subscribes those who have unsubscribed.</summary>
    /// <value>Default: <see langword="false"/>: consent is asked of the member, not of the source.</value>
    public bool ChangeStatus { get; init; }

    /// <summary>Whether removed rows may be deleted, which is for good: Mailchimp forgets the member's history, and does not let the address be added by the API again.</summary>
    /// <value>Default: <see langword="false"/>: a sync with <see cref="WhenRemoved.Delete"/> fails to open.</value>
    public bool PermanentDelete { get; init; }

    /// <summary>Whether members are taken that lack a required merge field.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool SkipMergeValidation { get; init; }

    /// <inheritdoc/>
    public string Identity => new MailchimpList(Account, ListId).Identity;

    /// <inheritdoc/>
    public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Archive;

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = await MemberPlan.OfAsync(this, context, cancellationToken).ConfigureAwait(false);
        return new MemberDelivery<TModel, TKey>(this, plan, context);
    }
}
