namespace Syncline;

/// <summary>An address that a user or an API gave, as it is shown.</summary>
internal static class ShownAddress
{
    /// <summary>The address without what may be secret in it: user, password, query and fragment.</summary>
    public static string Of(string address)
        => Web(address) is { } absolute
            ? absolute.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : WithoutUser(address.Split('?', '#')[0]);

    /// <summary>An address of http or https.</summary>
    /// <param name="address">The address.</param>
    /// <param name="wayOut">What to give instead of one that is none, as a sentence.</param>
    /// <param name="parameter">The argument.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Uri Checked(string address, string wayOut, string parameter)
        => Web(address) ?? throw new ArgumentException($"\"{Of(address)}\" is no address of http or https. {wayOut}", parameter);

    private static Uri? Web(string address) => Uri.TryCreate(address, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? absolute : null;

    // Of one that is relative but for its host, of another scheme, or that is none.
    private static string WithoutUser(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 0 || (address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal))) return address;
        return $"{(address.StartsWith('/') ? "//" : "")}{address[(at + 1)..]}";
    }
}
