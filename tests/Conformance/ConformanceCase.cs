using System.Reflection;
using Xunit.v3;

namespace Syncline.Conformance;

/// <summary>A case of the suite.</summary>
/// <param name="Theme">What it is about: the part of <see cref="DestinationConformance"/> it stands in.</param>
/// <param name="Line">Where it stands there.</param>
/// <param name="Name">Its name: the method's.</param>
public sealed record ConformanceCase(string Theme, int Line, string Name)
{
    /// <summary>Every case, by theme and in the order in which they stand there.</summary>
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        .. typeof(DestinationConformance).GetMethods().Select(Of).OfType<ConformanceCase>().OrderBy(found => found.Theme, StringComparer.Ordinal).ThenBy(found => found.Line),
    ];

    /// <summary>The case of a method; null where it is none of this suite's.</summary>
    internal static ConformanceCase? Of(MethodInfo method)
    {
        if (method.DeclaringType != typeof(DestinationConformance)) return null;
        if (method.GetCustomAttributes().OfType<IFactAttribute>().FirstOrDefault() is not { SourceFilePath: { } path, SourceLineNumber: { } line }) return null;
        // DestinationConformance.Keys.cs holds the theme Keys.
        return new ConformanceCase(path.Replace('\\', '/').Split('/')[^1].Split('.')[^2], line, method.Name);
    }
}
