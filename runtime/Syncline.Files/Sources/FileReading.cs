namespace Syncline;

/// <summary>How files of a format are read.</summary>
internal abstract class FileReading(FileReadOptions options)
{
    /// <summary>The format's name, as errors have it.</summary>
    public abstract string Format { get; }

    public bool AllowsNoMatch => options.AllowNoMatch;

    /// <summary>Whether a file need not have a column.</summary>
    protected bool MayBeMissing(SyncColumn column) => options.AllowMissingColumns && column.IsNullable;

    /// <summary>Begins to read a file, up to its first row.</summary>
    /// <param name="file">The file.</param>
    /// <param name="opened">Its bytes; who gets the rows disposes of it.</param>
    /// <param name="schema">The model's columns.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SourceException">The file is no such file, or its columns don't fit.</exception>
    public abstract ValueTask<FileRows> BeginAsync(SourceFile file, Stream opened, SyncSchema schema, CancellationToken cancellationToken);
}
