namespace Syncline;

/// <summary>A custom attribute of the workspace.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">string, integer, float, boolean or date; others are taken as they come.</param>
/// <param name="IsWritable">Whether the API may write it.</param>
internal sealed record CustomAttribute(string Name, string Type, bool IsWritable);
