namespace Syncline;

/// <summary>The form that rows have in a file.</summary>
/// <remarks>
/// Text forms: numbers invariant and shortest, decimals exact; dates and times in ISO 8601 with seven digits of a second, in UTC with Z where the value says so and with its offset where it has one; a <see cref="TimeSpan"/> as <c>d.hh:mm:ss.fffffff</c>;
/// a <see cref="Guid"/> with hyphens; bytes as Base64; NaN and infinities by name. The same rows make the same bytes.
/// A row that a format can't hold is Rejected and named: half of a surrogate pair, which UTF-8 has no form for, or in Parquet a number or instant out of its column's range.
/// </remarks>
public abstract class FileFormat
{
    private protected FileFormat(string extension) => Extension = extension;

    /// <summary>How the names of files end, without the first dot: <c>csv</c>, <c>csv.gz</c>, <c>parquet</c>.</summary>
    public string Extension { get; }

    /// <summary>Comma-separated values by RFC 4180.</summary>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">Options that can't be meant.</exception>
    public static FileFormat Csv(CsvFileOptions? options = null) => new CsvFormat(options ?? new CsvFileOptions());

    /// <summary>JSON Lines: an object a line, with the model's column names.</summary>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">Options that can't be meant.</exception>
    public static FileFormat JsonLines(JsonLinesFileOptions? options = null) => new JsonLinesFormat(options ?? new JsonLinesFileOptions());

    /// <summary>Parquet, with logical types.</summary>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">Options that can't be meant.</exception>
    public static FileFormat Parquet(ParquetFileOptions? options = null) => new ParquetFormat(options ?? new ParquetFileOptions());

    /// <summary>The name, as manifests have it: <c>csv</c>.</summary>
    internal abstract string Name { get; }

    /// <summary>What of a model the format can't hold, as sentences; none when it fits.</summary>
    internal abstract IEnumerable<string> Problems(SyncSchema schema);

    /// <summary>Why a file of the format can't be read back to find a record by its key; null where it can.</summary>
    internal virtual string? WhyNotMirrored(SyncSchema schema) => null;

    /// <summary>Whether a file of the format tells its columns by nothing but their order.</summary>
    internal virtual bool IsByPosition => false;

    /// <summary>Reads a file of the format back, as far as the model has its columns: others are passed over, and nullable ones that it lacks are null.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="name">What errors call it.</param>
    internal abstract ISyncSource<TModel> Read<TModel>(Func<Stream> open, string name)
        where TModel : ISyncModel<TModel>;

    /// <summary>Begins a file.</summary>
    /// <param name="schema">The model's columns.</param>
    /// <param name="output">Where it goes; the caller's to close.</param>
    internal abstract RowFile<TModel> Begin<TModel>(SyncSchema schema, Stream output)
        where TModel : ISyncModel<TModel>;
}
