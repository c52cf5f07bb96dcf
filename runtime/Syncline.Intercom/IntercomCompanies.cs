namespace Syncline;

/// <summary>The companies of an Intercom workspace. A model is keyed by your id of the company alone, in a column <c>company_id</c>.</summary>
/// <remarks>
/// Columns that are named like a field of a company (<c>name</c>, <c>plan</c>, <c>size</c>, <c>website</c>, <c>industry</c>, <c>monthly_spend</c>, <c>remote_created_at</c>) are that; every other column is a custom attribute, which the workspace must have.
/// Intercom shows a company once a contact belongs to it.
/// </remarks>
/// <param name="account">The account.</param>
[FindsRecordBy("company_id", TellsSpellingsApart = true)]
[NeedsColumn("company_id", Kinds = [ColumnKind.Text, ColumnKind.Guid, ColumnKind.Byte, ColumnKind.SByte, ColumnKind.Int16, ColumnKind.UInt16, ColumnKind.Int32, ColumnKind.UInt32, ColumnKind.Int64, ColumnKind.UInt64])]
public sealed class IntercomCompanies(IntercomAccount account) : IUpdates, IUpserts
{
    /// <summary>The account.</summary>
    public IntercomAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <inheritdoc/>
    public string Identity => $"{Account.Identity}/companies";

    /// <inheritdoc/>
    public OperationKinds Repeatable => OperationKinds.Update | OperationKinds.Upsert;

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var workspace = new IntercomWorkspace(Account, Identity, context);
        await workspace.CheckAsync(cancellationToken).ConfigureAwait(false);
        RecordKey.Check(context.Schema, "company", ["company_id"], workspace.Problems);
        var plan = AttributePlan.Of(context.Schema, CompanyFields.All, await workspace.AttributesAsync("company", cancellationToken).ConfigureAwait(false), workspace.Problems);
        workspace.ThrowIfAny();
        return new CompanyDelivery<TModel, TKey>(this, plan, context);
    }
}
