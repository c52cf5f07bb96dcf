namespace Syncline.Analyzers.EventKeys;

/// <summary>A column as read for a key of events.</summary>
/// <param name="Column">The column.</param>
/// <param name="Role">What it looks like.</param>
/// <param name="Reason">For a foreign one, what it looks like in words.</param>
internal sealed record KeyPart(EventColumn Column, KeyPartRole Role, string Reason = "");
