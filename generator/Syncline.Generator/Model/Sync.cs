using Syncline.Generator.Text;

namespace Syncline.Generator.Model;

/// <summary>A sync of a model, as declared.</summary>
internal sealed record Sync
{
    /// <summary>The declared name; empty for the model's only one.</summary>
    public required string Name { get; init; }

    /// <summary>The generated member: <c>Sync</c>, <c>CrmSync</c>.</summary>
    public required string Member { get; init; }

    /// <summary>The identity of the state, where one is written.</summary>
    public required string? Id { get; init; }

    public required SyncType Type { get; init; }

    public required SyncMode Mode { get; init; }

    public required WhenRemoved WhenRemoved { get; init; }

    public required FirstRunPolicy FirstRun { get; init; }

    public required SyncChanges ActOn { get; init; }

    public required ModelChange OnModelChange { get; init; }

    public required int RemoveAfterRuns { get; init; }

    /// <summary>In days; 0 for ever.</summary>
    public required int KeepLedger { get; init; }

    /// <summary>The capability interfaces a destination must have, none redundant.</summary>
    public required EquatableArray<string> Capabilities { get; init; }

    /// <summary>Those it must have to undo a run, none redundant; none where a run can't be undone.</summary>
    public required EquatableArray<string> UndoCapabilities { get; init; }
}
