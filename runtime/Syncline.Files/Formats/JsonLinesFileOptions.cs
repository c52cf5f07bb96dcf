namespace Syncline;

/// <summary>How JSON Lines are written.</summary>
public sealed record JsonLinesFileOptions
{
    /// <summary>Whether numbers that a double can't hold by its type, of 64 bits or decimal, are written as text.</summary>
    /// <value>Default: <see langword="false"/>. They are JSON numbers with every digit, which is exact for readers that take them as such; JavaScript and others that read every number as a double change those beyond 2^53.</value>
    public bool WideNumbersAsText { get; init; }

    /// <summary>How the file is compressed.</summary>
    /// <value>Default: <see cref="FileCompression.None"/>.</value>
    public FileCompression Compression { get; init; }

    internal void Check() => FileCompressions.Check(Compression, nameof(Compression));
}
