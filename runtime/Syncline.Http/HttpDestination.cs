namespace Syncline;

/// <summary>Any API that is spoken to over HTTP: say with an <see cref="HttpCall"/> how each operation a sync needs is asked for.</summary>
/// <remarks>
/// <code>
/// using var account = new HttpAccount("https://api.example.com/v2/") { Authentication = HttpAuthentication.Bearer(token) };
/// var contacts = new HttpDestination(account, "contacts") { Upsert = HttpCall.Put("contacts/{id}"), Delete = HttpCall.Delete("contacts/{id}") };
/// </code>
/// What a sync needs and was not said is an error when a run begins, before anything is sent; so is a call that names no record, by all columns of the key in its address or by a body.
/// By default 2xx is done; 404 and 410 is done for a removal and Skipped for an update whose address has all columns of the key (of another they end delivery); 409 is Skipped for an insert; 401, 403, 405 and redirects end delivery; 429 and 503 pause the run for as long as the API asks; 408, other 5xx and no answer are Unknown; everything else is Rejected with the API's words.
/// </remarks>
/// <param name="account">The account.</param>
/// <param name="name">What the records are called at the API: with the account's address it is the destination's identity.</param>
public sealed class HttpDestination(HttpAccount account, string name) : IInserts, IUpdates, IUpserts, IDeletes, IAddsMembers, IRemovesMembers, IEventDestination, IActionDestination
{
    /// <summary>The account.</summary>
    public HttpAccount Account { get; } = account ?? throw new ArgumentNullException(nameof(account));

    /// <inheritdoc/>
    public string Identity { get; } = string.IsNullOrWhiteSpace(name) ? throw new ArgumentException("Name what the records are called at the API: the state records it.", nameof(name)) : $"http:{account.BaseAddress}{name}";

    /// <summary>Creates a record; 409 says that it is there.</summary>
    public HttpCall? Insert { get; init; }

    /// <summary>Updates a record; 404 says that it is not there, where the address names it.</summary>
    public HttpCall? Update { get; init; }

    /// <summary>Updates or creates a record.</summary>
    public HttpCall? Upsert { get; init; }

    /// <summary>Deletes a record, of which the key is known; 404 says that it is not there, where the address names it.</summary>
    public HttpCall? Delete { get; init; }

    /// <summary>Puts a member into a segment, list or journey.</summary>
    public HttpCall? AddMember { get; init; }

    /// <summary>Takes a member out of it, of whom the key is known.</summary>
    public HttpCall? RemoveMember { get; init; }

    /// <summary>Delivers an event.</summary>
    public HttpCall? Event { get; init; }

    /// <summary>Applies an action.</summary>
    public HttpCall? Action { get; init; }

    /// <inheritdoc/>
    public OperationKinds Repeatable
    {
        get
        {
            var repeatable = OperationKinds.None;
            foreach (var kind in Enum.GetValues<OperationKind>())
            {
                if (CallOf(kind) is { } call && call.MayRepeat(kind)) repeatable |= kind.AsSet();
            }

            return repeatable;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(new HttpDelivery<TModel, TKey>(this, context));
    }

    internal HttpCall? CallOf(OperationKind kind) => kind switch
    {
        OperationKind.Insert => Insert,
        OperationKind.Update => Update,
        OperationKind.Upsert => Upsert,
        OperationKind.Delete => Delete,
        OperationKind.AddMember => AddMember,
        OperationKind.RemoveMember => RemoveMember,
        OperationKind.Event => Event,
        OperationKind.Action => Action,
        _ => null,
    };

    internal static string PropertyOf(OperationKind kind) => kind.ToString();
}
