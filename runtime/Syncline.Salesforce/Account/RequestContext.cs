namespace Syncline;

/// <summary>What requests are made for, as an observer sees it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Keys">The keys of the records.</param>
/// <param name="Mask">Takes the sensitive values of the records out of a text.</param>
internal sealed record RequestContext(string RunId, Func<IReadOnlyList<string>> Keys, Func<string, string> Mask)
{
    /// <summary>The destination that is being opened; null where one is open.</summary>
    public string? Opens { get; init; }

    /// <summary>Whether they are sent after a cancel too: they tell what became of what was sent, or take it back.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Of what is asked while a destination is opened: no record is in it.</summary>
    public static RequestContext OfOpening(string identity, string runId) => new(runId, static () => [], static text => text) { Opens = identity };
}
