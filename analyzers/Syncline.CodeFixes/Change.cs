using Microsoft.CodeAnalysis;

namespace Syncline.CodeFixes;

/// <summary>A fix that is offered.</summary>
/// <param name="Title">What it does, as the editor's menu says it.</param>
/// <param name="Apply">Changes the file.</param>
internal sealed record Change(string Title, Func<SyntaxNode, SyntaxNode> Apply)
{
    /// <summary>What fixing all takes as the same fix; the title, unless it names what differs from place to place.</summary>
    public string Kind { get; init; } = Title;
}
