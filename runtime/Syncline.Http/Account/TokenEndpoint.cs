namespace Syncline;

/// <summary>Where tokens are given, and what for.</summary>
internal sealed record TokenEndpoint(Uri Address, string ClientId, string ClientSecret, string? Scope)
{
    public FormUrlEncodedContent Form()
    {
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials"), new("client_id", ClientId), new("client_secret", ClientSecret) };
        if (Scope is not null) form.Add(new("scope", Scope));
        return new FormUrlEncodedContent(form);
    }

    // A record prints what it holds.
    public override string ToString() => $"{Address.Host} for {ClientId}";
}
