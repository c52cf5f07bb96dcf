namespace Syncline;

/// <summary>Names as SQL Server takes them.</summary>
internal static class SqlServerName
{
    /// <summary>The most characters of a name: sysname.</summary>
    public const int MaxLength = 128;

    /// <summary>A name in brackets, whatever it holds.</summary>
    public static string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";
}
