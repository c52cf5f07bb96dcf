namespace Syncline;

/// <summary>A tag of the members of a Mailchimp audience. A model is keyed by the e-mail address alone, in a column <c>email_address</c> or <c>email</c> that ignores case; its other columns are not sent.</summary>
/// <remarks>One request a member. A row whose address is not in the audience is Rejected when the tag is put on, and done when it is taken off.</remarks>
/// <param name="account">The account.</param>
/// <param name="listId">The audience's id.</param>
/// <param name="tag">The tag's name. Mailchimp takes names that differ in case for one.</param>
[FindsRecordBy("email_address", "email", IgnoresCase = true)]
[NeedsColumn("email_address", "email")]
public sealed class MailchimpTag(MailchimpAccount account, string listId, string tag) : IAddsMembers, IRemovesMembers
{
    /// <summary>The account.</summary>
    public MailchimpAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <summary>The audience's id.</summary>
    public string ListId { get; } = MailchimpList.Checked(listId, nameof(listId));

    /// <summary>The tag's name.</summary>
    public string Tag { get; } = string.IsNullOrWhiteSpace(tag) ? throw new ArgumentException("A tag has a name.", nameof(tag)) : tag;

    /// <summary>Whether automations are left alone that begin when a member gets the tag.</summary>
    /// <value>Default: <see langword="false"/>, they begin.</value>
    public bool IsSyncing { get; init; }

    /// <inheritdoc/>
    // The API gives names back in another case.
    public string Identity => $"{List.Identity}/tags/{Tag.ToLowerInvariant()}";

    /// <inheritdoc/>
    public OperationKinds Repeatable => OperationKinds.AddMember | OperationKinds.RemoveMember;

    internal MailchimpList List => new(Account, ListId);

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var problems = new List<string>();
        await List.CheckAsync(problems, Identity, context.RunId, cancellationToken).ConfigureAwait(false);
        EmailKey.Check(context.Schema, problems);
        MailchimpList.ThrowIfAny(problems, Identity, context.Sync.Name);
        return new TagDelivery<TModel, TKey>(this, context);
    }
}
