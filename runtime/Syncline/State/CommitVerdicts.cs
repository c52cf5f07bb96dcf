namespace Syncline;

/// <summary>Which commits of a log don't count: those that did not take effect, and the one of which nobody knows yet.</summary>
internal sealed class CommitVerdicts
{
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);

    /// <summary>The commit that is prepared and not settled, the last thing in the log; null where there is none.</summary>
    public string? Open { get; private set; }

    /// <summary>Whether what was prepared for a commit is to be read past.</summary>
    public bool IsDropped(string commit) => _dropped.Contains(commit);

    public void Prepare(string commit) => Open = commit;

    public void Settle(string commit, bool tookEffect)
    {
        Open = null;
        if (!tookEffect) _dropped.Add(commit);
    }
}
