using System.Security.Cryptography;
using System.Text;

namespace Syncline;

/// <summary>The id of a state as its rows have it: two ids are one text to the server only if they are one.</summary>
internal static class StateId
{
    /// <summary>The most characters of a column that is the first of a clustered key: with a bigint beside it 900 bytes hold no more.</summary>
    public const int MaxLength = 440;

    // SQL Server takes a text and the same with blanks behind it for one, under every collation.
    private const char End = '\u0001';

    private const int HashLength = 64;

    /// <summary>The id itself; of a long one its beginning and its hash.</summary>
    public static string Stored(string id)
    {
        if (id.Length >= MaxLength) return string.Concat(id.AsSpan(0, MaxLength - HashLength), Hash(id));
        return id[^1] is ' ' or End ? id + End : id;
    }

    /// <summary>What a lock on something of a state is called.</summary>
    public static string Lock(string schema, string what) => $"syncline {Hash($"{schema}\0{what}")}";

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(text)));
}
