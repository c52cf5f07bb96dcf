namespace Syncline;

/// <summary>What requests are made for, as an observer sees it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Keys">The keys of the records.</param>
/// <param name="Mask">Takes the sensitive values of the records out of a text.</param>
internal sealed record RequestContext(string RunId, Func<IReadOnlyList<string>> Keys, Func<string, string> Mask)
{
    /// <summary>Of a request that no record is in.</summary>
    public static RequestContext OfRun(string runId) => new(runId, static () => [], static text => text);
}
