namespace Syncline;

/// <summary>Platform events of one kind, published to whoever has subscribed.</summary>
/// <remarks>
/// <code>
/// var orders = new SalesforceEvents(account, "Order_Placed__e") { IdempotencyField = "Idempotency_Key__c" };
/// </code>
/// Columns are the fields of their names. Salesforce takes an event and keeps it for 72 hours; it knows none again, so that one whose publishing was not answered is parked and not sent a second time, unless <see cref="IdempotencyField"/> lets subscribers tell.
/// </remarks>
public sealed class SalesforceEvents : IEventDestination
{
    /// <summary>Names a platform event.</summary>
    /// <param name="account">The account.</param>
    /// <param name="name">Its API name, which ends with <c>__e</c>.</param>
    /// <exception cref="ArgumentException">The name is none of a platform event.</exception>
    public SalesforceEvents(SalesforceAccount account, string name)
    {
        ArgumentNullException.ThrowIfNull(account);
        ApiNames.Check(name, nameof(name));
        if (!name.EndsWith("__e", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"{name} is no platform event: their API names end with __e. Records of an object are delivered to a SalesforceObject.", nameof(name));
        (Account, Name) = (account, name);
        Identity = $"salesforce:{account.Address.Host}/{name}";
    }

    /// <summary>The account.</summary>
    public SalesforceAccount Account { get; }

    /// <summary>The event's API name.</summary>
    public string Name { get; }

    /// <summary>The API name of a text field of 36 characters that gets a key, the same whenever this very event is published again and another for any other. With it what was not answered is published again: subscribers have to leave alone what they saw before.</summary>
    /// <value>Default: <see langword="null"/>, none.</value>
    public string? IdempotencyField
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
    public OperationKinds Repeatable => IdempotencyField is null ? OperationKinds.None : OperationKinds.Event;

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var org = new SalesforceOrg(Account, context);
        var description = await ObjectDescription.ReadAsync(org, Name, RequestContext.OfOpening(Identity, context.RunId), cancellationToken).ConfigureAwait(false);
        return new EventDelivery<TModel, TKey>(this, org, context, new RecordShape<TModel, TKey>(Name, ObjectFit.Check(this, context, description), key: -1, flag: null) { IdempotencyField = IdempotencyField });
    }
}
