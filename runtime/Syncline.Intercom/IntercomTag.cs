namespace Syncline;

/// <summary>A tag of the contacts of an Intercom workspace. A model is keyed by the external id alone, in a column <c>external_id</c> or <c>user_id</c>; its other columns are not sent.</summary>
/// <remarks>Contacts are tagged many in a request, and untagged one by one. A row whose contact is not there is Rejected when the tag is put on, and done when it is taken off. A tag that is not there is made by the first contact that gets it.</remarks>
/// <param name="account">The account.</param>
/// <param name="tag">The tag's name. Intercom takes names that differ in case for one.</param>
[FindsRecordBy("external_id", "user_id", TellsSpellingsApart = true)]
[NeedsColumn("external_id", "user_id", Kinds = [ColumnKind.Text, ColumnKind.Guid, ColumnKind.Byte, ColumnKind.SByte, ColumnKind.Int16, ColumnKind.UInt16, ColumnKind.Int32, ColumnKind.UInt32, ColumnKind.Int64, ColumnKind.UInt64])]
public sealed class IntercomTag(IntercomAccount account, string tag) : IAddsMembers, IRemovesMembers
{
    /// <summary>The account.</summary>
    public IntercomAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <summary>The tag's name.</summary>
    public string Tag { get; } = string.IsNullOrWhiteSpace(tag) ? throw new ArgumentException("A tag has a name.", nameof(tag)) : tag;

    /// <inheritdoc/>
    public string Identity => $"{Account.Identity}/tags/{Tag.ToLowerInvariant()}";

    /// <inheritdoc/>
    public OperationKinds Repeatable => OperationKinds.AddMember | OperationKinds.RemoveMember;

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var workspace = new IntercomWorkspace(Account, Identity, context);
        await workspace.CheckAsync(cancellationToken).ConfigureAwait(false);
        RecordKey.Check(context.Schema, "contact", RecordKey.OfContact, workspace.Problems);
        workspace.ThrowIfAny();
        return new TagDelivery<TModel, TKey>(this, context);
    }
}
