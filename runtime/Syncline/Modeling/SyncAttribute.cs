namespace Syncline;

/// <summary>One delivery of a model: its type, its mode, and what happens to removed rows. A model can have several, each with a name.</summary>
/// <param name="name">The name; the generated member is <c>&lt;name&gt;Sync</c>. Without one the member is <c>Sync</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public class SyncAttribute(string? name = null) : Attribute
{
    /// <summary>The name of the sync, or <see langword="null"/> for the model's only one.</summary>
    public string? Name { get; } = name;

    /// <summary>What the rows are to the destination.</summary>
    /// <value>Default: <see cref="SyncType.Objects"/>.</value>
    public SyncType Type { get; set; }

    /// <summary>Which changes are acted on, and how. Objects and Segments must write one; Events have Insert alone; Actions take none.</summary>
    public SyncMode Mode { get; set; }

    /// <summary>What happens at the destination to a row that left the result.</summary>
    /// <value>Default: <see cref="WhenRemoved.Keep"/>.</value>
    public WhenRemoved WhenRemoved { get; set; }

    /// <summary>What the first run does. Actions must write one.</summary>
    /// <value>Default: <see cref="FirstRunPolicy.Backfill"/>.</value>
    public FirstRunPolicy FirstRun { get; set; }

    /// <summary>Overrides which changes the mode acts on after the first run; the rule at the destination stays.</summary>
    /// <value>Default: none written, the mode's own.</value>
    public SyncChanges ActOn { get; set; }

    /// <summary>What happens to known rows when the model's columns or compare options change.</summary>
    /// <value>Default: <see cref="ModelChange.Resend"/>.</value>
    public ModelChange OnModelChange { get; set; }

    /// <summary>A row counts as removed in this many consecutive completed runs that don't see its key.</summary>
    /// <value>Default: 1, the first run that doesn't see it.</value>
    public int RemoveAfterRuns { get; set; } = 1;

    /// <summary>Events and actions: for how many days a delivered key that is no longer in the result is remembered. A row that comes back after that is delivered again.</summary>
    /// <value>Default: 0, for ever.</value>
    public int KeepLedger { get; set; }

    /// <summary>The identity of the state, when it should survive a rename of model or sync.</summary>
    /// <value>Default: the model's full name, a slash and the sync's name: <c>Shop.Customer/Crm</c>, or <c>Shop.Customer/</c> for the one without.</value>
    public string? Id { get; set; }
}

/// <summary>A sync bound to a destination type, so that analyzers can check it against what the destination takes.</summary>
/// <typeparam name="TDestination">The destination.</typeparam>
/// <param name="name">The name, as in <see cref="SyncAttribute(string?)"/>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class SyncAttribute<TDestination>(string? name = null) : SyncAttribute(name)
    where TDestination : IDestination;
