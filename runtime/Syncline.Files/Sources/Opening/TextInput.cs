using System.Text;

namespace Syncline;

/// <summary>The text of a file as UTF-8, whatever it was written and compressed in.</summary>
internal static class TextInput
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // The longer marks first: that of UTF-32 begins as that of UTF-16 does.
    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xFF, 0xFE, 0, 0], Encoding.UTF32),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(bigEndian: true, byteOrderMark: true)),
        ([0xEF, 0xBB, 0xBF], Utf8),
        ([0xFF, 0xFE], Encoding.Unicode),
        ([0xFE, 0xFF], Encoding.BigEndianUnicode),
    ];

    private static readonly (byte[] Head, string Words)[] Others =
    [
        ([0x1F, 0x8B], "is compressed with gzip, which its name doesn't say. Set Compression to Gzip, or have its name end in .gz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "is compressed with Zstandard, which its name doesn't say. Set Compression to Zstd, or have its name end in .zst"),
        ("PAR1"u8.ToArray(), "is a Parquet file. Read it with ParquetSource"),
    ];

    /// <summary>The file's text, behind its byte order mark.</summary>
    /// <exception cref="SourceException">It is another kind of file.</exception>
    public static async ValueTask<Stream> OpenAsync(SourceFile file, Stream opened, FileCompression? chosen, Encoding? encoding, bool takesEncoding, CancellationToken cancellationToken)
    {
        var compression = Inflation.Of(file.Name, chosen);
        if (compression != FileCompression.None && opened is LocalStream { Length: 0 }) throw new SourceException($"{file.Name} is empty, and no {compression} file is: even one of nothing has a header. Write it anew.");
        var content = Inflation.Open(opened, compression);
        var head = new byte[4];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var (skipped, found) = Mark(head.AsSpan(0, length));
        if (found is null && encoding is null && IsWide(head.AsSpan(0, length))) throw new SourceException($"{file.Name} looks like UTF-16 without a byte order mark: every other byte of its beginning is zero. {(takesEncoding ? "Set Encoding to Encoding.Unicode, or to Encoding.BigEndianUnicode where the zero comes first" : "Write it in UTF-8, or with the mark")}.");
        if (compression == FileCompression.None && skipped == 0 && Other(head.AsSpan(0, length)) is { } words) throw new SourceException($"{file.Name} {words}.");
        var text = Behind(content, head.AsMemory(skipped, length - skipped), skipped);
        var written = found ?? encoding ?? Utf8;
        return written is UTF8Encoding ? text : Encoding.CreateTranscodingStream(text, Strict(written), Utf8);
    }

    private static Stream Behind(Stream content, ReadOnlyMemory<byte> head, int at)
    {
        if (content is not LocalStream local) return new HeadStream(head, content);
        local.Position = at;
        return local;
    }

    private static (int Length, Encoding? Encoding) Mark(ReadOnlySpan<byte> head)
    {
        foreach (var (mark, encoding) in Marks)
        {
            if (head.StartsWith(mark)) return (mark.Length, encoding);
        }

        return (0, null);
    }

    /// <summary>Whether a text begins with two characters of ASCII in UTF-16, which no text in UTF-8 does.</summary>
    private static bool IsWide(ReadOnlySpan<byte> head)
        => head is [> 0 and < 0x80, 0, > 0 and < 0x80, 0] or [0, > 0 and < 0x80, 0, > 0 and < 0x80];

    private static string? Other(ReadOnlySpan<byte> head)
    {
        foreach (var (other, words) in Others)
        {
            if (head.StartsWith(other)) return words;
        }

        return null;
    }

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }
}
