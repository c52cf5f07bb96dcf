namespace Syncline;

/// <summary>The records of an object, found by an external id: a field of Salesforce's that holds the model's key.</summary>
/// <remarks>
/// <code>
/// using var account = new SalesforceAccount("https://acme.my.salesforce.com", clientId, clientSecret);
/// var contacts = new SalesforceObject(account, "Contact", externalId: "ExtId__c");
/// </code>
/// Columns are the fields of their names; the key's one column is the external id, whatever it is called. Null empties a field, unless <c>NullPolicy.Skip</c> leaves it as it is; so does an empty text.
/// Few rows go by collections of 200, a batch of more than <see cref="BulkThreshold"/> by a job of Bulk API 2.0. Insert, Update, Delete and Archive look records up by external id first; so does Upsert where the field ignores case and the model's key does not.
/// Delete moves a record to the recycle bin, from which it can be had back for 15 days. Archive does the same, or sets <see cref="ArchiveFlag"/>.
/// </remarks>
[FindsRecordBy]
public sealed class SalesforceObject : IInserts, IUpdates, IUpserts, IDeletes, IArchives
{
    /// <summary>Names an object and what its records are found by.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">The object's API name, <c>Contact</c> or <c>Invoice__c</c> say.</param>
    /// <param name="externalId">The API name of a field that is marked as external id. For Insert it has to be unique.</param>
    /// <exception cref="ArgumentException">A name is none, or the external id is the record's own id, which Salesforce gives and takes from nobody.</exception>
    public SalesforceObject(SalesforceAccount account, string name, string externalId)
    {
        ArgumentNullException.ThrowIfNull(account);
        ApiNames.Check(name, nameof(name));
        ApiNames.Check(externalId, nameof(externalId));
        if (externalId.Equals("Id", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException("Id is the id that Salesforce gives to a record, and no key of yours. Name a field that is marked as external id.", nameof(externalId));
        (Account, Name, ExternalId) = (account, name, externalId);
        Identity = $"salesforce:{account.Address.Host}/{name}/{externalId}";
    }

    /// <summary>The account.</summary>
    public SalesforceAccount Account { get; }

    /// <summary>The object's API name.</summary>
    public string Name { get; }

    /// <summary>The API name of the field that records are found by.</summary>
    public string ExternalId { get; }

    /// <summary>How many rows of one batch still go by collections. One more, and they go by a bulk job, which takes fewer requests and longer.</summary>
    /// <value>Default: 2,000, from where on Salesforce advises it. A batch has 10,000 at most: from there on no bulk job is made.</value>
    public int BulkThreshold
    {
        get;
        init
        {
            // A collection would do for fewer.
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 200);
            field = value;
        }
    } = 2_000;

    /// <summary>How long a bulk job may take. One that takes longer is aborted: what it had not come to is tried again.</summary>
    /// <value>Default: one hour.</value>
    public TimeSpan BulkTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromHours(1);

    /// <summary>The API name of a checkbox that says whether a record is archived. Update and Upsert take it off a row that comes back; Insert leaves what is there as it is.</summary>
    /// <value>Default: <see langword="null"/>: to archive a record is to move it to the recycle bin.</value>
    public string? ArchiveFlag
    {
        get;
        init
        {
            if (value is not null) ApiNames.Check(value, nameof(value));
            field = value;
        }
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Archive;

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var org = new SalesforceOrg(Account, context);
        var description = await ObjectDescription.ReadAsync(org, Name, RequestContext.OfOpening(Identity, context.RunId), cancellationToken).ConfigureAwait(false);
        var fields = ObjectFit.Check(this, context, description);
        // None of these is left behind where no job is ever made.
        if (BulkThreshold < 10_000) await PendingJobs.AwaitAsync(org, this, context, cancellationToken).ConfigureAwait(false);
        return new ObjectDelivery<TModel, TKey>(this, org, context, new RecordShape<TModel, TKey>(Name, fields, context.Schema.Key[0], ArchiveFlag));
    }
}
