namespace Syncline;

/// <summary>Sources that read JSON Lines: an object a line.</summary>
public static class JsonLinesSource
{
    /// <summary>The rows of a file, or of all files that match a pattern, with properties matched to the model's columns by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="path">A file, or a pattern: <c>*</c> and <c>?</c> stand for what they do in a shell, <c>**</c> for any number of folders. Files are read in ordinal order of their paths; names that begin with a dot match no wildcard.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <remarks>
    /// The first object of every file is checked before the first row; later objects may give their properties in another order. A number is read exactly, a date or an id as text, bytes as Base64; a value that does not fit its column is an error that names
    /// file, line, column, key and value, and nothing is converted silently. An unchanged row is compared from the file's own bytes, and no record is made of it. A file that changes while it is read fails the run.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty, or the options contradict themselves.</exception>
    public static ISyncSource<TModel> Read<TModel>(string path, JsonLinesReadOptions? options = null)
        where TModel : ISyncModel<TModel>
        => Read<TModel>(path, options, throughRecords: false);

    /// <summary>The rows of a stream, with properties matched to the model's columns by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="open">Opens the stream; each run calls it once, reads it to its end and disposes of it.</param>
    /// <param name="name">What errors call the stream. Its end says how it is compressed, as that of a file does.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">The name is empty, or the options contradict themselves.</exception>
    public static ISyncSource<TModel> Read<TModel>(Func<Stream> open, string name, JsonLinesReadOptions? options = null)
        where TModel : ISyncModel<TModel>
        => FileSource<TModel>.OfStream(open, name, new JsonLinesReading(Checked(options)), throughRecords: false);

    /// <summary>The same by way of a record each, for tests and measurements.</summary>
    internal static ISyncSource<TModel> Read<TModel>(string path, JsonLinesReadOptions? options, bool throughRecords)
        where TModel : ISyncModel<TModel>
        => FileSource<TModel>.OfFiles(path, new JsonLinesReading(Checked(options)), throughRecords);

    private static JsonLinesReadOptions Checked(JsonLinesReadOptions? options)
    {
        options ??= new JsonLinesReadOptions();
        options.Check();
        return options;
    }
}
