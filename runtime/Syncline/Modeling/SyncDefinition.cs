namespace Syncline;

/// <summary>A sync as declared, in the form the engine reads. The generator writes one for each <see cref="SyncAttribute"/>.</summary>
/// <param name="Name">What reports call it: the model's name and the generated member, as in <c>Customer.Sync</c>.</param>
/// <param name="Id">The identity of its state.</param>
/// <param name="Type">What the rows are.</param>
/// <param name="Mode">Which changes are acted on; 0 for Actions.</param>
public sealed record SyncDefinition(string Name, string Id, SyncType Type, SyncMode Mode)
{
    /// <summary>What happens to removed rows.</summary>
    public WhenRemoved WhenRemoved { get; init; }

    /// <summary>What the first run does.</summary>
    public FirstRunPolicy FirstRun { get; init; }

    /// <summary>Which changes are acted on instead of the mode's own; None for the mode's own.</summary>
    public SyncChanges ActOn { get; init; }

    /// <summary>What a changed model does to known rows.</summary>
    public ModelChange OnModelChange { get; init; }

    /// <summary>After how many runs without its key a row is removed.</summary>
    public int RemoveAfterRuns { get; init; } = 1;

    /// <summary>For how many days events and actions remember a delivered key that is no longer in the result; 0 for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int KeepLedger
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
}
