namespace Syncline;

/// <summary>An address that an API gave, as it is shown.</summary>
internal static class ShownAddress
{
    /// <summary>The address without what may be secret in it: user, password, query and fragment.</summary>
    public static string Of(string address)
        => Uri.TryCreate(address, UriKind.Absolute, out var absolute) && absolute.Scheme is ("http" or "https")
            ? absolute.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : WithoutUser(address.Split('?', '#')[0]);

    // Of one that is relative but for its host, of another scheme, or that is none.
    private static string WithoutUser(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 0 || (address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal))) return address;
        return $"{(address.StartsWith('/') ? "//" : "")}{address[(at + 1)..]}";
    }
}
