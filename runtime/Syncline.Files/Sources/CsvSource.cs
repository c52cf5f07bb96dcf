namespace Syncline;

/// <summary>Sources that read comma-separated values.</summary>
public static class CsvSource
{
    /// <summary>The rows of a file, or of all files that match a pattern, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="path">A file, or a pattern: <c>*</c> and <c>?</c> stand for what they do in a shell, <c>**</c> for any number of folders. Files are read in ordinal order of their paths; names that begin with a dot match no wildcard.</param>
    /// <param name="options">The dialect; <see langword="null"/> for RFC 4180 in UTF-8.</param>
    /// <remarks>
    /// Every file's header is checked before the first row. Texts of values are invariant: <c>1234.5</c>, <c>2024-05-31T13:45:00Z</c>; one that does not fit its column is an error that names file, line, column, key and value, and nothing is converted silently.
    /// An unchanged row is compared from the file's own bytes, and no record is made of it. A file that changes while it is read fails the run.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty, or the options contradict themselves.</exception>
    public static ISyncSource<TModel> Read<TModel>(string path, CsvReadOptions? options = null)
        where TModel : ISyncModel<TModel>
        => Read<TModel>(path, options, throughRecords: false);

    /// <summary>The rows of a stream, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="open">Opens the stream; each run calls it once, reads it to its end and disposes of it.</param>
    /// <param name="name">What errors call the stream. Its end says how it is compressed, as that of a file does.</param>
    /// <param name="options">The dialect; <see langword="null"/> for RFC 4180 in UTF-8.</param>
    /// <exception cref="ArgumentException">The name is empty, or the options contradict themselves.</exception>
    public static ISyncSource<TModel> Read<TModel>(Func<Stream> open, string name, CsvReadOptions? options = null)
        where TModel : ISyncModel<TModel>
        => FileSource<TModel>.OfStream(open, name, new CsvReading(Checked(options)), throughRecords: false);

    /// <summary>The same by way of a record each, for tests and measurements.</summary>
    internal static ISyncSource<TModel> Read<TModel>(string path, CsvReadOptions? options, bool throughRecords)
        where TModel : ISyncModel<TModel>
        => FileSource<TModel>.OfFiles(path, new CsvReading(Checked(options)), throughRecords);

    private static CsvReadOptions Checked(CsvReadOptions? options)
    {
        options ??= new CsvReadOptions();
        options.Check();
        return options;
    }
}
