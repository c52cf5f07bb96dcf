using System.ComponentModel;

namespace Syncline;

/// <summary>Text without case.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TextFold
{
    /// <summary>Whether two texts are equal but for case.</summary>
    public static bool Equals(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>A hash that texts equal but for case share.</summary>
    public static int GetHashCode(string text) => StringComparer.OrdinalIgnoreCase.GetHashCode(text);

    /// <summary>The order of two texts without case.</summary>
    public static int Compare(string? left, string? right) => StringComparer.OrdinalIgnoreCase.Compare(left, right);
}
