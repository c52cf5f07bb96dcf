using System.Buffers;

namespace Syncline;

/// <summary>Names of headers: one that is none would be left out of the request without a word.</summary>
internal static class HeaderNames
{
    // A token of RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // The client takes them for headers of a body too.
    private static readonly string[] AlsoOfBody = ["Allow", "Expires", "Last-Modified"];

    /// <summary>A header's name.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Checked(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        return name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Token) ? name : throw new ArgumentException($"\"{name}\" is no name of a header: one has letters, digits and dashes, as in X-Api-Key.", parameter);
    }

    /// <summary>Whether a header is about the body, and stands with it.</summary>
    public static bool IsOfBody(string name)
        => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || AlsoOfBody.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Headers of a request.</summary>
    /// <exception cref="ArgumentException">A name is none, is given twice or not to be given, or has no value or one that no header can hold.</exception>
    public static T Checked<T>(T headers, string parameter)
        where T : class, IEnumerable<KeyValuePair<string, string>>
    {
        ArgumentNullException.ThrowIfNull(headers, parameter);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (value is null) throw new ArgumentException($"The header {Checked(name, parameter)} is null. Leave it out, or give it a value.", parameter);
            HeaderValues.Checked(Checked(name, parameter), value, parameter);
            if (!names.Add(name)) throw new ArgumentException($"The header {name} is given twice, in two spellings. Leave one out: case does not matter.", parameter);
            CheckMayBeGiven(name, parameter);
        }

        return headers;
    }

    /// <summary>The name of a header for what is not about the body.</summary>
    /// <param name="name">The name.</param>
    /// <param name="parameter">The argument.</param>
    /// <param name="instead">What a header of the body does not do, and which to give, as in "proves nobody. Give another".</param>
    /// <exception cref="ArgumentException">It is none, is about the body, or is not to be given.</exception>
    public static string CheckedNotOfBody(string name, string parameter, string instead)
    {
        CheckMayBeGiven(Checked(name, parameter), parameter);
        return IsOfBody(name) ? throw new ArgumentException($"The header {name} is about the body, and {instead}", parameter) : name;
    }

    private static void CheckMayBeGiven(string name, string parameter)
    {
        if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"The header {name} is counted from the body. Leave it out.", parameter);
        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"The header {name} is the connection's to say. Leave it out.", parameter);
    }
}
