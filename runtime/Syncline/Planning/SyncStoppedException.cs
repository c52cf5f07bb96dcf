namespace Syncline;

/// <summary>Ends a run on purpose, with status Stopped; never leaves the engine.</summary>
internal sealed class SyncStoppedException(string message, GuardStop? guard = null) : Exception(message)
{
    public GuardStop? Guard { get; } = guard;
}
