using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers.Tests.Harness;

/// <summary>How a test's project differs from the usual one.</summary>
internal sealed record TestSettings
{
    public static readonly TestSettings Usual = new();

    /// <summary>Lines of an <c>.editorconfig</c> for C# files.</summary>
    public string EditorConfig { get; init; } = "";

    /// <summary>Leaves out the package's global static using of the modes.</summary>
    public bool WithoutStaticUsing { get; init; }

    /// <summary>Leaves out the runtime altogether.</summary>
    public bool WithoutSyncline { get; init; }

    public OutputKind OutputKind { get; init; } = OutputKind.DynamicallyLinkedLibrary;

    /// <summary>The file of checked-in models; without one there is none.</summary>
    public string? Models { get; init; }

    /// <summary>A rule that the project switches off as a whole, as NoWarn does.</summary>
    public string? NoWarn { get; init; }

    /// <summary>More references.</summary>
    public IReadOnlyList<MetadataReference> References { get; init; } = [];
}
