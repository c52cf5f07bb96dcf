using System.Security.Cryptography;
using System.Text;

namespace Syncline;

/// <summary>The e-mail address as the key of a member.</summary>
internal static class EmailKey
{
    private static readonly string[] Names = ["email_address", "email"];

    /// <summary>The one form of an address: what is one member has one.</summary>
    public static string Canonical(string email) => email.Trim().ToLowerInvariant();

    /// <summary>The member's id: MD5 of the address in lower case, which is the API's choice.</summary>
    public static string HashOf(string email)
#pragma warning disable CA5351 // Not for secrecy.
        => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(Canonical(email))));
#pragma warning restore CA5351

    /// <summary>Whether a column has the name of the address.</summary>
    public static bool IsNamed(string column) => Names.Any(name => ColumnNames.AreAlike(name, column));

    /// <summary>Notes what keeps a model from being found by an address.</summary>
    public static void Check(SyncSchema schema, List<string> problems)
    {
        var key = schema.Key.Select(column => schema.Columns[column]).ToArray();
        if (key.Length != 1 || !IsNamed(key[0].Name))
        {
            problems.Add($"a member is found by its e-mail address alone, and {schema.Model} is keyed by {string.Join(", ", key.Select(static column => column.Name))}: key it by one column that is called email_address or email");
            return;
        }

        if (key[0].Kind != ColumnKind.Text) problems.Add($"{key[0].Name} is no text");
        // Else one address in two spellings is two rows here and one member there: removing the first would archive the second's.
        else if ((key[0].Traits & ColumnTraits.IgnoreCase) == 0) problems.Add($"{key[0].Name} tells spellings apart that are one member, Ada@example.com and ada@example.com: add [property: SyncColumn(IgnoreCase = true)] to {key[0].Member}");
    }
}
