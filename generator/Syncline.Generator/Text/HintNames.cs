using System.Globalization;
using System.Text;

namespace Syncline.Generator.Text;

/// <summary>Names of generated files: the full metadata name, so that two models never share one.</summary>
internal static class HintNames
{
    /// <summary>The hint name of a type; with a hash where another model's name differs by case alone, because hint names are compared without case.</summary>
    public static string Of(string metadataName, bool clashes)
    {
        var name = new StringBuilder(metadataName.Length + 16);
        foreach (var c in metadataName)
        {
            // Identifiers may hold connectors and combining marks that file names of the compiler may not.
            if (char.IsLetterOrDigit(c) || c is '.' or '_' or '`' or '+') name.Append(c);
            else name.Append('-').Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
        }

        if (clashes) name.Append('.').Append(Hash(metadataName).ToString("x8", CultureInfo.InvariantCulture));
        return name.Append(".g.cs").ToString();
    }

    /// <summary>The names that differ from another by case alone.</summary>
    public static EquatableArray<string> FindClashes(IEnumerable<string> metadataNames)
        => metadataNames.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Skip(1).Any())
            .SelectMany(group => group)
            .OrderBy(name => name, StringComparer.Ordinal)
            .ToEquatableArray();

    // FNV-1a: string.GetHashCode differs from process to process, and a file's name must not.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = unchecked((hash ^ c) * 16777619u);
        return hash;
    }
}
