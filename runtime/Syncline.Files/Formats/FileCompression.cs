namespace Syncline;

/// <summary>How a text file is compressed.</summary>
public enum FileCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip: <c>.gz</c>, which everything reads.</summary>
    Gzip,

    /// <summary>Zstandard: <c>.zst</c>, smaller and faster than gzip.</summary>
    Zstd,
}

/// <summary>What compressions are called, and their streams.</summary>
internal static class FileCompressions
{
    // The library's default, and the best bargain of time and size by its authors' measurements.
    private const int ZstdLevel = 3;

    /// <summary>The end of a file's name.</summary>
    public static string Extension(this FileCompression compression) => compression switch
    {
        FileCompression.Gzip => ".gz",
        FileCompression.Zstd => ".zst",
        _ => "",
    };

    public static void Check(FileCompression compression, string parameter)
    {
        if (!Enum.IsDefined(compression)) throw new ArgumentOutOfRangeException(parameter, compression, "There is no such compression.");
    }

    /// <summary>A stream that compresses into another, which stays open.</summary>
    public static Stream Compress(this FileCompression compression, Stream to) => compression switch
    {
        FileCompression.Gzip => new System.IO.Compression.GZipStream(to, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true),
        FileCompression.Zstd => new ZstdSharp.CompressionStream(to, ZstdLevel, leaveOpen: true),
        _ => to,
    };
}
