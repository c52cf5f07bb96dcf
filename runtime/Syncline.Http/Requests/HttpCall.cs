using System.Collections.Immutable;
using System.Net;

namespace Syncline;

/// <summary>How one kind of operation is asked for: method, address, body, and what the answers mean.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The address behind the account's, with columns in braces: <c>contacts/{id}</c>. Values are percent-encoded. Where it has not all columns of the key a body says which record is meant; only an event or action may have neither.</param>
/// <exception cref="ArgumentException">Method or address are null, a header has no name, no value or one that no header can hold, or the address leads out of the account's: it begins with a slash, names a host, or holds a backslash or a segment of dots; or it holds a #.</exception>
public sealed record HttpCall(HttpMethod Method, string Address)
{
    /// <summary>The method.</summary>
    public HttpMethod Method
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Method));
    } = Method ?? throw new ArgumentNullException(nameof(Method));

    /// <summary>The address behind the account's, with columns in braces.</summary>
    public string Address
    {
        get;
        init => field = AddressTemplate.Checked(value, nameof(Address));
    } = AddressTemplate.Checked(Address, nameof(Address));

    /// <summary>The body.</summary>
    /// <value>Default: <see langword="null"/>: the row as JSON for POST, PUT and PATCH, in a batch the rows as an array; none for other methods.</value>
    public HttpBody? Body { get; init; }

    /// <summary>The most rows a request has. More than one need an address without columns.</summary>
    /// <value>Default: 1.</value>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>The header that tells the API of a request it had before: the same for the same records and contents, another for any other.</summary>
    /// <value>Default: <see langword="null"/>, none. With it, <c>Idempotency-Key</c> say, what was not answered may be sent again, of inserts, events and actions where each row is a request of its own.</value>
    /// <remarks>
    /// For an insert, event or action it is the <see cref="Operation{TModel, TKey}.IdempotencyKey"/>: made from sync, key and the run that first sent it, of an event or action from its content too. An insert in doubt whose row leaves the result is forgotten: a row that comes back is a new one.
    /// Several of them in a request have one that is made from theirs, which another grouping changes. For all others it is made from state, address, body and the run, for a record that comes back to what it was is no repetition.
    /// </remarks>
    /// <exception cref="ArgumentException">It is no name of a header, one that is about the body, or <c>Transfer-Encoding</c>.</exception>
    public string? IdempotencyHeader
    {
        get;
        init => field = value is null ? null : HeaderNames.CheckedNotOfBody(value, nameof(IdempotencyHeader), "tells no request from another. Give the one that the API looks for, as in Idempotency-Key.");
    }

    /// <summary>Whether what was not answered may be sent again.</summary>
    /// <value>Default: <see langword="null"/>: yes for what finds its record by key (update, upsert, delete, add, remove), and for PUT and DELETE; for an insert, event or action by another method only with an <see cref="IdempotencyHeader"/> and a <see cref="BatchSize"/> of 1.</value>
    /// <remarks>True says that the API knows each row again whatever shares its request: rows in doubt go again as they were grouped, and in halves where that is refused, until the bad row stands alone. So they do by PUT and DELETE.</remarks>
    public bool? IsRepeatable { get; init; }

    /// <summary>Where the outcomes of a request's rows are read from.</summary>
    /// <value>Default: the status, for all of them.</value>
    public HttpAnswers Answers
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Answers));
    } = HttpAnswers.ByStatus;

    /// <summary>What statuses mean where it is not what they mean by default.</summary>
    public ImmutableDictionary<HttpStatusCode, HttpMeaning> Statuses
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Statuses));
    } = ImmutableDictionary<HttpStatusCode, HttpMeaning>.Empty;

    /// <summary>More headers, each instead of the account's of the same name; <c>Content-Type</c> instead of <c>application/json</c>. They are shown to observers.</summary>
    /// <exception cref="ArgumentException">A name is none of a header, is given twice in two spellings, or is not to be given (<c>Content-Length</c>, <c>Transfer-Encoding</c>); or it has no value, or one with a control character or one that is not ASCII.</exception>
    public ImmutableDictionary<string, string> Headers
    {
        get;
        init => field = HeaderNames.Checked(value, nameof(Headers));
    } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A POST.</summary>
    /// <param name="address">The address.</param>
    public static HttpCall Post(string address) => new(HttpMethod.Post, address);

    /// <summary>A PUT.</summary>
    /// <param name="address">The address.</param>
    public static HttpCall Put(string address) => new(HttpMethod.Put, address);

    /// <summary>A PATCH.</summary>
    /// <param name="address">The address.</param>
    public static HttpCall Patch(string address) => new(HttpMethod.Patch, address);

    /// <summary>A DELETE.</summary>
    /// <param name="address">The address.</param>
    public static HttpCall Delete(string address) => new(HttpMethod.Delete, address);

    internal bool MayRepeat(OperationKind kind)
        // Several rows a request stand beside others in the next run, and their key is another then.
        => MayRegroup || (IsRepeatable is null && ((IdempotencyHeader is not null && BatchSize == 1) || !IsOnce(kind)));

    /// <summary>Whether even what is asked for once may be repeated whatever shares its request, and so whatever its idempotency key.</summary>
    internal bool MayRegroup => IsRepeatable ?? (Method == HttpMethod.Put || Method == HttpMethod.Delete);

    /// <summary>Whether an operation is asked for once, in whichever run.</summary>
    internal static bool IsOnce(OperationKind kind) => kind is OperationKind.Insert or OperationKind.Event or OperationKind.Action;

    internal HttpBody BodyOrDefault => Body ?? (Method == HttpMethod.Post || Method == HttpMethod.Put || Method == HttpMethod.Patch ? BatchSize > 1 ? HttpBody.Rows() : HttpBody.Row : HttpBody.None);
}
