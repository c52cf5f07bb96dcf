namespace Syncline;

/// <summary>Events of the contacts of an Intercom workspace. A model says whose event it is in a column <c>user_id</c> or <c>external_id</c> (your id), <c>contact_id</c> (Intercom's) or <c>email</c>, when it happened in <c>created_at</c> or <c>occurred_at</c>, and has any key.</summary>
/// <remarks>
/// The column <c>event_name</c> is the event's name, unless <see cref="EventName"/> says it for all; every other column is metadata, of which Intercom keeps ten and drops the rest: a model with more fails to open.
/// Intercom takes two events of one contact with one name in one second for the same, and drops the second without a word. Of two such events of a sync the one that comes later is Rejected, in this run or another.
/// An event that is sent again is the same to Intercom: what was not answered is sent again.
/// </remarks>
/// <param name="account">The account.</param>
[NeedsColumn("user_id", "external_id", "contact_id", "email", OnlyOne = true)]
[NeedsColumn("created_at", "occurred_at", OnlyOne = true, Kinds = [ColumnKind.DateTimeOffset, ColumnKind.DateTime])]
public sealed class IntercomEvents(IntercomAccount account) : IEventDestination
{
    /// <summary>The account.</summary>
    public IntercomAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <summary>The name of every event.</summary>
    /// <value>Default: <see langword="null"/>, the column <c>event_name</c> says it.</value>
    /// <exception cref="ArgumentException">It is empty or blank.</exception>
    public string? EventName
    {
        get;
        init => field = value is null || !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException("An event has a name.", nameof(value));
    }

    /// <inheritdoc/>
    public string Identity => $"{Account.Identity}/events{(EventName is null ? "" : $"/{EventName}")}";

    /// <inheritdoc/>
    public OperationKinds Repeatable => OperationKinds.Event;

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var workspace = new IntercomWorkspace(Account, Identity, context);
        await workspace.CheckAsync(cancellationToken).ConfigureAwait(false);
        var plan = EventPlan.Of(context.Schema, EventName, workspace.Problems);
        workspace.ThrowIfAny();
        return new EventDelivery<TModel, TKey>(this, plan, context);
    }
}
