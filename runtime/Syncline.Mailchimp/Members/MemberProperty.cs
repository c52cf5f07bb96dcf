namespace Syncline;

/// <summary>What a null is to a property of a member.</summary>
internal enum NullForm
{
    /// <summary>Nothing: the property is left as it is.</summary>
    None,

    /// <summary>The empty text, which clears it: null does not.</summary>
    Empty,

    /// <summary>No.</summary>
    False,
}

/// <summary>A property of a member that the API names: not a merge field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Null">What a null is to it.</param>
internal sealed record MemberProperty(string Name, NullForm Null)
{
    public const string Status = "status";
    public const string StatusIfNew = "status_if_new";

    private static readonly MemberProperty[] All =
    [
        new(Status, NullForm.None),
        new(StatusIfNew, NullForm.None),
        new("email_type", NullForm.None),
        new("language", NullForm.Empty),
        new("vip", NullForm.False),
        new("ip_signup", NullForm.Empty),
        new("timestamp_signup", NullForm.Empty),
        new("ip_opt", NullForm.Empty),
        new("timestamp_opt", NullForm.Empty),
    ];

    /// <summary>Whether it is a yes or no.</summary>
    public bool IsFlag => Null == NullForm.False;

    /// <summary>The property a column is named like, in any case and with or without underscores; null for a merge field.</summary>
    public static MemberProperty? Of(string column) => Array.Find(All, property => ColumnNames.AreAlike(property.Name, column));
}
