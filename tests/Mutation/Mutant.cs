using Microsoft.CodeAnalysis.Text;

namespace Syncline.Mutation;

/// <summary>One small change of the library.</summary>
/// <param name="File">The file, from the library's folder.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Span">What is replaced.</param>
/// <param name="Before">Its text.</param>
/// <param name="After">What stands there instead.</param>
/// <param name="IsOfAwait">Whether it is of <c>ConfigureAwait</c>, which a test without a context can't tell.</param>
internal sealed record Mutant(string File, int Line, TextSpan Span, string Before, string After, bool IsOfAwait)
{
    /// <summary>The folder, which says what tests are asked first.</summary>
    public string Folder => File[..File.IndexOf('/', StringComparison.Ordinal)];

    public override string ToString() => $"{File}:{Line}:{Span.Start} {OnOneLine(Before)} => {(After.Length == 0 ? "(nothing)" : OnOneLine(After))}";

    private static string OnOneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
