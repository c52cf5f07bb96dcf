namespace Syncline;

/// <summary>Names as SQL takes them.</summary>
internal static class SqliteName
{
    /// <summary>A name in double quotes, its own doubled: keywords, spaces and quotes are fine in it.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>SQLite's own equality of names: without case in ASCII, exact elsewhere.</summary>
    public static bool Same(string left, string right)
    {
        if (left.Length != right.Length) return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && !(char.IsAsciiLetter(left[i]) && char.IsAsciiLetter(right[i]) && (left[i] | 0x20) == (right[i] | 0x20))) return false;
        }

        return true;
    }
}
