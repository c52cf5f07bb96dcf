using System.Collections.Immutable;

namespace Syncline.Analyzers;

/// <summary>What a rule tells its fix: choices it has found already, so that the fix does not look for them again.</summary>
internal sealed class FixData
{
    private const string ChoicesKey = "choices";
    private const string ModelKey = "model";
    private const string LineKey = "line";
    private const char Separator = '|';

    public static readonly FixData None = new([]);

    private FixData(IEnumerable<string> choices)
    {
        var text = string.Join(Separator.ToString(), choices);
        Properties = text.Length == 0 ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(ChoicesKey, text);
    }

    private FixData(ImmutableDictionary<string, string?> properties) => Properties = properties;

    public ImmutableDictionary<string, string?> Properties { get; }

    /// <summary>Things the user can choose from, the best first: names, or C# without a bar.</summary>
    public static FixData Choices(IEnumerable<string> choices) => new(choices);

    /// <summary>The line that the file of checked-in models should have of a model; <see langword="null"/> for none.</summary>
    public static FixData ModelLine(string model, string? line) => new(ImmutableDictionary<string, string?>.Empty.Add(ModelKey, model).Add(LineKey, line));

    /// <summary>The line a diagnostic carries, and its model; <see langword="null"/> where it carries none.</summary>
    public static (string Model, string? Line)? ReadModelLine(ImmutableDictionary<string, string?> properties)
        => properties.TryGetValue(ModelKey, out var model) && model is not null && properties.TryGetValue(LineKey, out var line) ? (model, line) : null;

    /// <summary>The choices a diagnostic carries; none where it carries none.</summary>
    public static IReadOnlyList<string> ReadChoices(ImmutableDictionary<string, string?> properties)
        => properties.TryGetValue(ChoicesKey, out var text) && text is not null ? text.Split(Separator) : [];
}
