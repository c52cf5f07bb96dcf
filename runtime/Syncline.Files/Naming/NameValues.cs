namespace Syncline;

/// <summary>What the placeholders of a name stand for.</summary>
/// <param name="Sync">The sync, as part of a name.</param>
/// <param name="Model">The model without its namespace.</param>
/// <param name="Run">The run.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Change">What the rows are.</param>
/// <param name="Part">Which file of its kind it is, from 1.</param>
/// <param name="Utc">When the run opened the destination.</param>
internal readonly record struct NameValues(string Sync, string Model, string Run, string Commit, FileChange Change, int Part, DateTimeOffset Utc);
