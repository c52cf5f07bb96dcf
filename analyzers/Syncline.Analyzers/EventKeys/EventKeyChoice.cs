using System.Collections.Immutable;

namespace Syncline.Analyzers.EventKeys;

/// <summary>What a finding tells its fix: the better key.</summary>
/// <param name="OwnId">The property to use instead of the key; <see langword="null"/> for none.</param>
/// <param name="Additions">The properties to add to the key.</param>
internal sealed record EventKeyChoice(string? OwnId, IReadOnlyList<string> Additions)
{
    private const string OwnMark = "=";
    private const string AdditionMark = "+";

    public FixData ToFixData() => FixData.Choices(OwnId is { } own ? [OwnMark + own] : Additions.Select(name => AdditionMark + name));

    public static EventKeyChoice Read(ImmutableDictionary<string, string?> properties)
    {
        var choices = FixData.ReadChoices(properties);
        return new(Marked(choices, OwnMark).FirstOrDefault(), [.. Marked(choices, AdditionMark)]);
    }

    private static IEnumerable<string> Marked(IReadOnlyList<string> choices, string mark)
        => choices.Where(choice => choice.StartsWith(mark, StringComparison.Ordinal)).Select(choice => choice.Substring(mark.Length));
}
