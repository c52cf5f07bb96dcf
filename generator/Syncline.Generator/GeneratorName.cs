namespace Syncline.Generator;

/// <summary>How generated members say who wrote them.</summary>
internal static class GeneratorName
{
    public const string Name = "Syncline.Generator";

    /// <summary>Counts changes to the form of the output, not releases, so that a release alone changes no generated file.</summary>
    public const string Form = "1";
}
