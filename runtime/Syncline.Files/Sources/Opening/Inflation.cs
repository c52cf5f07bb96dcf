namespace Syncline;

/// <summary>Reads compressed files.</summary>
internal static class Inflation
{
    /// <summary>How a file is compressed, as the options or else its name say.</summary>
    public static FileCompression Of(string name, FileCompression? chosen) => chosen ?? Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".GZ" => FileCompression.Gzip,
        ".ZST" or ".ZSTD" => FileCompression.Zstd,
        _ => FileCompression.None,
    };

    /// <summary>The content of a file. A compressed one that has no end is an error when it is reached.</summary>
    public static Stream Open(Stream file, FileCompression compression) => compression switch
    {
        FileCompression.Gzip => new GzipContent(file),
        FileCompression.Zstd => new ZstdSharp.DecompressionStream(file, checkEndOfStream: true, leaveOpen: false),
        _ => file,
    };
}
