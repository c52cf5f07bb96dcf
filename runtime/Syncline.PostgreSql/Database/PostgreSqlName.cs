namespace Syncline;

/// <summary>Names as PostgreSQL takes them.</summary>
internal static class PostgreSqlName
{
    /// <summary>The longest name; one that is longer is cut by the server in silence.</summary>
    public const int MostBytes = 63;

    /// <summary>A name in quotes, whatever it holds.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
