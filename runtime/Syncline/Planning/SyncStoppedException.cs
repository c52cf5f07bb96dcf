namespace Syncline;

/// <summary>Ends a run on purpose, with status Stopped; never leaves the engine.</summary>
internal sealed class SyncStoppedException(string message, bool isOfSource = false) : Exception(message)
{
    /// <summary>Whether what the source returned is the reason, and not the state.</summary>
    public bool IsOfSource { get; } = isOfSource;
}
