namespace Syncline;

/// <summary>Names of columns as the API and C# spell them.</summary>
internal static class ColumnNames
{
    /// <summary>Whether two names differ in case and underscores at most.</summary>
    public static bool AreAlike(string one, string other) => Plain(one).Equals(Plain(other), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
