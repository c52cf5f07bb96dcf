using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Syncline.ApiDoubles;

/// <summary>An audience of <see cref="MailchimpDouble"/>.</summary>
public sealed class MailchimpAudienceDouble
{
    private readonly Dictionary<string, MailchimpMember> _members = new(StringComparer.Ordinal);

    /// <summary>The merge fields, and whether each is required.</summary>
    public Dictionary<string, bool> MergeFields { get; } = new(StringComparer.Ordinal) { ["FNAME"] = false, ["LNAME"] = false };

    /// <summary>Segments by id: static ones have members of their own, others find theirs.</summary>
    public Dictionary<long, (string Name, string Type)> Segments { get; } = [];

    /// <summary>The members, archived ones too.</summary>
    public IReadOnlyCollection<MailchimpMember> Members => _members.Values;

    /// <summary>The hashes of addresses that were deleted for good.</summary>
    public HashSet<string> Forgotten { get; } = [];

    /// <summary>Whether an address that was deleted for good may be added again, as if its owner had signed up anew meanwhile.</summary>
    public bool LetsBackIn { get; set; }

    /// <summary>Addresses whose owner has to be asked before they are subscribed again: they unsubscribed, or bounced.</summary>
    public HashSet<string> InCompliance { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Addresses that have signed up to too many audiences of late.</summary>
    public HashSet<string> SignedUpALot { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Values, as JSON, that a merge field or a property of an event does not take.</summary>
    public HashSet<(string Field, string Value)> Invalid { get; } = [];

    /// <summary>Addresses that a batch says nothing of, as no API should.</summary>
    public HashSet<string> PassedOver { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an archived member is there to a batch that creates. Not known of the API; else creating brings it back, as a status does by the other ways.</summary>
    public bool ArchivedIsThere { get; set; }

    /// <summary>Whether a segment names members again that it has already, when they are added. Not known of the API.</summary>
    public bool NamesKnownMembers { get; set; } = true;

    /// <summary>The id of a member: MD5 of the address in lower case.</summary>
    public static string HashOf(string email)
    {
        var lower = email.Trim().ToLowerInvariant();
        Span<byte> text = lower.Length <= 256 ? stackalloc byte[3 * 256] : new byte[Encoding.UTF8.GetMaxByteCount(lower.Length)];
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // The API's choice.
        MD5.HashData(text[..Encoding.UTF8.GetBytes(lower, text)], hash);
#pragma warning restore CA5351
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>A member by address or hash; null where there is none.</summary>
    public MailchimpMember? Find(string emailOrHash) => _members.GetValueOrDefault(emailOrHash.Contains('@', StringComparison.Ordinal) ? HashOf(emailOrHash) : emailOrHash);

    /// <summary>Puts a member there.</summary>
    public MailchimpMember Add(string email, string status = "subscribed", string? firstName = null)
    {
        var member = AddByHash(HashOf(email), email, status);
        if (firstName is not null) member.MergeFields["FNAME"] = $"\"{firstName}\"";
        return member;
    }

    /// <summary>Puts a member there whose hash is known.</summary>
    internal MailchimpMember AddByHash(string hash, string email, string status) => _members[hash] = new MailchimpMember(email, hash) { Status = status };

    /// <summary>The tag of a merge field that a request names; null where the audience has none of the name.</summary>
    internal string? MergeField(JsonProperty named)
    {
        foreach (var (tag, _) in MergeFields)
        {
            if (named.NameEquals(tag)) return tag;
        }

        return null;
    }

    /// <summary>Deletes a member for good.</summary>
    public void Forget(string hash)
    {
        _members.Remove(hash);
        if (!LetsBackIn) Forgotten.Add(hash);
    }
}
