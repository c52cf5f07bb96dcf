using System.Text;

namespace Syncline;

/// <summary>What a cell holds, for errors.</summary>
internal static class FoundWords
{
    private const int LongestText = 40;
    private const int MostBytes = 4 * LongestText;

    /// <summary>A text in quotes, cut where it is long.</summary>
    public static string Quoted(ReadOnlySpan<byte> text) => Quoted(Encoding.UTF8.GetString(text.Length > MostBytes ? text[..MostBytes] : text));

    /// <inheritdoc cref="Quoted(ReadOnlySpan{byte})"/>
    public static string Quoted(string text) => $"'{Cut(text)}'";

    /// <summary>A text as it stands, cut where it is long.</summary>
    public static string Cut(ReadOnlySpan<byte> text) => Cut(Encoding.UTF8.GetString(text.Length > MostBytes ? text[..MostBytes] : text));

    /// <summary>The first bytes that are no UTF-8, and where they are.</summary>
    public static (int At, string Bytes) NoUtf8(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        var shown = text[at..Math.Min(at + 4, text.Length)];
        return (at, string.Join(' ', Convert.ToHexString(shown).Chunk(2).Select(pair => new string(pair))));
    }

    private static string Cut(string text) => SeenText.Of(text, LongestText);
}
