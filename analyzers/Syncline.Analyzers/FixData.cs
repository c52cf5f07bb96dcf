using System.Collections.Immutable;

namespace Syncline.Analyzers;

/// <summary>What a rule tells its fix: choices it has found already, so that the fix does not look for them again.</summary>
internal sealed class FixData
{
    private const string ChoicesKey = "choices";
    private const char Separator = '|';

    public static readonly FixData None = new([]);

    private FixData(IEnumerable<string> choices)
    {
        var text = string.Join(Separator.ToString(), choices);
        Properties = text.Length == 0 ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(ChoicesKey, text);
    }

    public ImmutableDictionary<string, string?> Properties { get; }

    /// <summary>Things the user can choose from, the best first: names, or C# without a bar.</summary>
    public static FixData Choices(IEnumerable<string> choices) => new(choices);

    /// <summary>The choices a diagnostic carries; none where it carries none.</summary>
    public static IReadOnlyList<string> ReadChoices(ImmutableDictionary<string, string?> properties)
        => properties.TryGetValue(ChoicesKey, out var text) && text is not null ? text.Split(Separator) : [];
}
