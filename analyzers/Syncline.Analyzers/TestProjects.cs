using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers;

/// <summary>Tells test projects by what they reference.</summary>
internal static class TestProjects
{
    private static readonly string[] Frameworks = ["xunit", "nunit.framework", "Microsoft.VisualStudio.TestPlatform", "MSTest.TestFramework", "Microsoft.Testing.Platform", "TUnit"];

    public static bool IsOne(Compilation compilation)
        => compilation.ReferencedAssemblyNames.Any(assembly => Frameworks.Any(framework => assembly.Name.StartsWith(framework, StringComparison.OrdinalIgnoreCase)));
}
