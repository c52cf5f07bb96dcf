namespace Syncline;

/// <summary>The fields of a contact that the API names.</summary>
internal static class ContactFields
{
    public const string Role = "role";
    public const string Email = "email";
    public const string Phone = "phone";

    public static readonly StandardField[] All =
    [
        new(Role, AttributeForm.Text) { IsApart = true },
        new(Email, AttributeForm.Text),
        new(Phone, AttributeForm.Text),
        new("name", AttributeForm.Text),
        new("avatar", AttributeForm.Text),
        new("signed_up_at", AttributeForm.Time),
        new("last_seen_at", AttributeForm.Time),
        new("owner_id", AttributeForm.AsIs),
        // Consent is a yes or a no; where the source does not know, what the contact said stays.
        new("unsubscribed_from_emails", AttributeForm.Flag) { KeepsOnNull = true },
    ];
}
