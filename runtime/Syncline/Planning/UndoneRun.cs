namespace Syncline;

/// <summary>A run that another one undoes.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Phase">Where the state stood before it.</param>
internal sealed record UndoneRun(string RunId, StatePhase Phase)
{
    /// <summary>What a plan and a report that undo say of the time after.</summary>
    public const string Warning = "The next run does it again unless the source is corrected first.";
}
