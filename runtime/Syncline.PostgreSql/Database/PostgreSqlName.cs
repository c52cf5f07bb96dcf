namespace Syncline;

/// <summary>Names as PostgreSQL takes them.</summary>
internal static class PostgreSqlName
{
    /// <summary>A name in quotes, whatever it holds.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
