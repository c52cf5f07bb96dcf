namespace Syncline;

/// <summary>What reading files has in common, whatever their format.</summary>
public abstract record FileReadOptions
{
    private protected FileReadOptions()
    {
    }

    /// <summary>Whether a file may have columns that the model has not. They are passed over.</summary>
    /// <value>Default: <see langword="false"/>, such a file is refused before its first row.</value>
    public bool AllowSurplusColumns { get; init; }

    /// <summary>Whether a pattern that no file matches is a source without rows.</summary>
    /// <value>Default: <see langword="false"/>, it is an error. A path without wildcards always names a file that must be there.</value>
    /// <remarks>A source without rows over a state that knows some is stopped by a guard all the same.</remarks>
    public bool AllowNoMatch { get; init; }

    /// <summary>Whether a nullable column that a file has not is null in all of its rows: for files that an earlier model was written to.</summary>
    internal bool AllowMissingColumns { get; init; }

    internal virtual void Check()
    {
    }
}

/// <summary>What reading files of text has in common.</summary>
public abstract record TextReadOptions : FileReadOptions
{
    private const int LeastRow = 256;

    private protected TextReadOptions()
    {
    }

    /// <summary>How the files are compressed.</summary>
    /// <value>Default: <see langword="null"/>, as their names say: <c>.gz</c> is gzip, <c>.zst</c> and <c>.zstd</c> Zstandard, any other is not compressed.</value>
    public FileCompression? Compression { get; init; }

    /// <summary>The most bytes that a row may have; a longer one ends the run. It bounds what a missing quote or line end can make the reader hold.</summary>
    /// <value>Default: 16,777,216 (16 MiB). At least 256.</value>
    public int MaxRowBytes { get; init; } = 16 * 1024 * 1024;

    internal override void Check()
    {
        if (Compression is { } compression) FileCompressions.Check(compression, nameof(Compression));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRowBytes, LeastRow);
    }
}
