namespace Syncline;

/// <summary>Events of the members of a Mailchimp audience, which begin automations and make segments. A model has the e-mail address in a column <c>email_address</c> or <c>email</c>, and any key.</summary>
/// <remarks>
/// The column <c>name</c> is the event's name, unless <see cref="EventName"/> says it for all; <c>occurred_at</c> is when it happened; every other column is a property, as text, and left out where it is null.
/// Mailchimp takes an event again that it has: what is not answered is parked, and never sent twice by itself. A row whose address is not in the audience is Rejected.
/// </remarks>
/// <param name="account">The account.</param>
/// <param name="listId">The audience's id.</param>
[NeedsColumn("email_address", "email", OnlyOne = true, Kinds = [ColumnKind.Text])]
[NeedsColumn("occurred_at", IsOptional = true, Kinds = [ColumnKind.DateTimeOffset, ColumnKind.DateTime])]
public sealed class MailchimpEvents(MailchimpAccount account, string listId) : IEventDestination
{
    /// <summary>The account.</summary>
    public MailchimpAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <summary>The audience's id.</summary>
    public string ListId { get; } = MailchimpList.Checked(listId, nameof(listId));

    /// <summary>The name of every event: 2 to 30 characters.</summary>
    /// <value>Default: <see langword="null"/>, the column <c>name</c> says it.</value>
    /// <exception cref="ArgumentException">It is shorter or longer.</exception>
    public string? EventName
    {
        get;
        init => field = value is null || EventPlan.IsName(value) ? value : throw new ArgumentException($"\"{value}\" has {Sentence.Count(value.Length, "character")}, and the name of an event has 2 to 30.", nameof(value));
    }

    /// <summary>Whether automations are left alone that begin with the event: for events of the past.</summary>
    /// <value>Default: <see langword="false"/>, they begin.</value>
    public bool IsSyncing { get; init; }

    /// <inheritdoc/>
    public string Identity => $"{List.Identity}/events{(EventName is null ? "" : $"/{EventName}")}";

    internal MailchimpList List => new(Account, ListId);

    /// <inheritdoc/>
    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        var problems = new List<string>();
        await List.CheckAsync(problems, Identity, context.RunId, cancellationToken).ConfigureAwait(false);
        var plan = EventPlan.Of(context.Schema, EventName, problems);
        MailchimpList.ThrowIfAny(problems, Identity, context.Sync.Name);
        return new EventDelivery<TModel, TKey>(this, plan, context);
    }
}
