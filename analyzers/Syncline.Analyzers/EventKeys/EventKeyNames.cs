namespace Syncline.Analyzers.EventKeys;

/// <summary>Names a project adds to the word lists.</summary>
internal sealed class EventKeyNames(IEnumerable<string> ownIds, IEnumerable<string> foreignIds)
{
    private readonly HashSet<string> _ownIds = new(ownIds.Select(NameWords.Join), StringComparer.Ordinal);
    private readonly HashSet<string> _foreignIds = new(foreignIds.Select(NameWords.Join), StringComparer.Ordinal);

    /// <summary>No added name.</summary>
    public static EventKeyNames None { get; } = new([], []);

    /// <summary>The names in the text of an option: separated by commas or blanks; a semicolon begins a comment there.</summary>
    public static EventKeyNames Parse(string? ownIds, string? foreignIds) => new(Names(ownIds), Names(foreignIds));

    public bool IsOwn(string name) => _ownIds.Count > 0 && _ownIds.Contains(NameWords.Join(name));

    public bool IsForeign(string name) => _foreignIds.Count > 0 && _foreignIds.Contains(NameWords.Join(name));

    private static string[] Names(string? text) => (text ?? "").Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
