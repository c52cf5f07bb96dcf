namespace Syncline.Analyzers.EventKeys;

/// <summary>What the classifier says of a key.</summary>
/// <param name="Problem">The most telling problem.</param>
/// <param name="Reason">Words for the message: what the key looks like (201), or whose key it is (202). Empty for the others.</param>
internal sealed record EventKeyVerdict(EventKeyProblem Problem, string Reason)
{
    /// <summary>No problem.</summary>
    public static EventKeyVerdict Fine { get; } = new(EventKeyProblem.None, "");

    /// <summary>The column that is the event's own id and would be a better key; <see langword="null"/> when there is none.</summary>
    public string? OwnId { get; init; }

    /// <summary>The columns that, added to the key, would tell the events apart. Empty when there are none, or an own id is better.</summary>
    public IReadOnlyList<string> Additions { get; init; } = [];
}
