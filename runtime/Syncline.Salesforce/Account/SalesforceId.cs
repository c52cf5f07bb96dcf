namespace Syncline;

/// <summary>Ids of Salesforce: 15 characters, or 18 of which the last three say the case of the others.</summary>
internal static class SalesforceId
{
    private const int Length = 15;

    /// <summary>Whether two are of one record. What is shorter than an id is compared as it stands.</summary>
    public static bool AreSame(string one, string? other)
        => other is { Length: >= Length } && one.Length >= Length ? one.AsSpan(0, Length).SequenceEqual(other.AsSpan(0, Length)) : one == other;
}
