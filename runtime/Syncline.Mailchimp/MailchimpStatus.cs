namespace Syncline;

/// <summary>Whether a member has agreed to be written to.</summary>
public enum MailchimpStatus
{
    /// <summary>The member has agreed. Say so only of those who did.</summary>
    Subscribed = 1,

    /// <summary>The member is asked by an e-mail of Mailchimp's, and agrees by its link.</summary>
    Pending = 2,

    /// <summary>The member gets no campaigns, and has been asked or had a say.</summary>
    Unsubscribed = 3,

    /// <summary>The member gets what its own orders bring about, and was not asked for more.</summary>
    Transactional = 4,

    /// <summary>The address bounces.</summary>
    Cleaned = 5,
}
