namespace Syncline;

/// <summary>The users of an Intercom workspace. A model is keyed by the external id alone, in a column <c>external_id</c> or <c>user_id</c>.</summary>
/// <remarks>
/// <code>
/// using var account = new IntercomAccount(token, "abc12345");
/// var contacts = new IntercomContacts(account);
/// </code>
/// Columns that are named like a field of a contact (<c>email</c>, <c>phone</c>, <c>name</c>, <c>avatar</c>, <c>signed_up_at</c>, <c>last_seen_at</c>, <c>owner_id</c>, <c>unsubscribed_from_emails</c>) are that; every other column is a custom attribute, which the workspace must have.
/// Intercom's own ids of the contacts are remembered beside the sync's state, because its search lags behind.
/// </remarks>
/// <param name="account">The account.</param>
[FindsRecordBy("external_id", "user_id", TellsSpellingsApart = true)]
[NeedsColumn("external_id", "user_id", Kinds = [ColumnKind.Text, ColumnKind.Guid, ColumnKind.Byte, ColumnKind.SByte, ColumnKind.Int16, ColumnKind.UInt16, ColumnKind.Int32, ColumnKind.UInt32, ColumnKind.Int64, ColumnKind.UInt64])]
public sealed class IntercomContacts(IntercomAccount account) : IInserts, IUpdates, IUpserts, IDeletes, IArchives
{
    /// <summary>The account.</summary>
    public IntercomAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <summary>Whether removed rows may be deleted, which is for good: Intercom forgets the contact and its conversations.</summary>
    /// <value>Default: <see langword="false"/>: a sync with <see cref="WhenRemoved.Delete"/> fails to open.</value>
    public bool PermanentDelete { get; init; }

    /// <inheritdoc/>
    public string Identity => $"{Account.Identity}/contacts";

    /// <inheritdoc/>
    public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Archive;

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = await ContactPlan.OfAsync(this, context, cancellationToken).ConfigureAwait(false);
        return new ContactDelivery<TModel, TKey>(this, plan, context);
    }
}
