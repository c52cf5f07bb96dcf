namespace Syncline;

/// <summary>What went wrong with a file, in the source's words.</summary>
internal static class FileFaults
{
    /// <summary>Opens a file and begins to read it.</summary>
    /// <exception cref="SourceException">It can't be, or its columns don't fit.</exception>
    public static async ValueTask<FileRows> BeginAsync(FileReading reading, SourceFile file, SyncSchema schema, CancellationToken cancellationToken)
    {
        var opened = Open(file);
        try
        {
            return await reading.BeginAsync(file, opened, schema, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            if (Of(e, file, rows: 0) is { } failure) throw failure;
            throw;
        }
    }

    /// <summary>The error as one of the source; null for what is none of the file's.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="file">The file that was read.</param>
    /// <param name="rows">How many of its rows were read before.</param>
    public static SourceException? Of(Exception e, SourceFile file, long rows)
    {
        var after = rows == 0 ? "" : $" after {Sentence.Count(rows, "row")}";
        return e switch
        {
            SourceException or OperationCanceledException or OutOfMemoryException => null,
            NoGzipException => new SourceException($"{file.Name} is no whole gzip file: it is damaged{after}, its end is missing, or it is none at all. Write it anew, or set Compression to what it is.", e),
            InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException => new SourceException($"{file.Name} is damaged{after}, or its end is missing: {Sentence.Of(e)} Write it anew.", e),
            System.Text.DecoderFallbackException => new SourceException($"{file.Name} holds bytes{after} that its encoding has no characters for. Set Encoding to what it was written in.", e),
            IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException => new SourceException($"{file.Name} could not be read{after}: {Sentence.Of(e)}", e),
            _ => null,
        };
    }

    private static Stream Open(SourceFile file)
    {
        try
        {
            return file.Open();
        }
        catch (Exception e) when (Of(e, file, rows: 0) is { } failure)
        {
            throw failure;
        }
    }
}
