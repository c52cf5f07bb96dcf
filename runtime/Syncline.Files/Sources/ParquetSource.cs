namespace Syncline;

/// <summary>Sources that read Parquet.</summary>
public static class ParquetSource
{
    /// <summary>The rows of a file, or of all files that match a pattern, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="path">A file, or a pattern: <c>*</c> and <c>?</c> stand for what they do in a shell, <c>**</c> for any number of folders. Files are read in ordinal order of their paths; names that begin with a dot match no wildcard.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <remarks>
    /// Every file's columns, their names and types, are checked before the first row. One row group at a time is in memory, with the model's columns alone; no record is made of an unchanged row. A value that has no place in its property all the same is an error
    /// that names file, row, column, key and value. A file that changes while it is read fails the run.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static ISyncSource<TModel> Read<TModel>(string path, ParquetReadOptions? options = null)
        where TModel : ISyncModel<TModel>
        => Read<TModel>(path, options, throughRecords: false);

    /// <summary>The rows of a stream, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="open">Opens the stream, one that can seek, for a Parquet file is read from its end; each run calls it once and disposes of the stream.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ISyncSource<TModel> Read<TModel>(Func<Stream> open, string name, ParquetReadOptions? options = null)
        where TModel : ISyncModel<TModel>
        => FileSource<TModel>.OfStream(open, name, new ParquetReading(options ?? new ParquetReadOptions()), throughRecords: false);

    /// <summary>The same by way of a record each, for tests and measurements.</summary>
    internal static ISyncSource<TModel> Read<TModel>(string path, ParquetReadOptions? options, bool throughRecords)
        where TModel : ISyncModel<TModel>
        => FileSource<TModel>.OfFiles(path, new ParquetReading(options ?? new ParquetReadOptions()), throughRecords);
}
