using Syncline.Analyzers.EventKeys;

namespace Syncline.Analyzers.Tests.EventKeys;

/// <summary>A row of a table of keys.</summary>
/// <param name="Text">The row as written.</param>
/// <param name="Schema">Where the names are from.</param>
/// <param name="Model">What is classified.</param>
/// <param name="Expected">What the classifier ought to say.</param>
internal sealed record KeyTableRow(string Text, string Schema, EventModel Model, EventKeyProblem Expected);
