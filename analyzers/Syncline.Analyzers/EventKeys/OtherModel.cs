namespace Syncline.Analyzers.EventKeys;

/// <summary>Another model of the project.</summary>
/// <param name="Name">The type's simple name.</param>
/// <param name="Key">Its key's columns.</param>
/// <param name="IsEvent">Whether all its syncs are of events: then its key says what tells events apart, not what identifies a thing.</param>
internal sealed record OtherModel(string Name, IReadOnlyList<EventColumn> Key, bool IsEvent);
