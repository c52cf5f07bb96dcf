using CsvHelper;

namespace Syncline;

/// <summary>Reads CSV.</summary>
internal sealed class CsvReading(CsvReadOptions options) : FileReading(options)
{
    private const int BufferSize = 1 << 16;

    public override string Format => "CSV";

    public override async ValueTask<FileRows> BeginAsync(SourceFile file, Stream opened, SyncSchema schema, CancellationToken cancellationToken)
    {
        var text = await TextInput.OpenAsync(file, opened, options.Compression, options.Encoding, takesEncoding: true, cancellationToken).ConfigureAwait(false);
        var faults = new CsvFaults(file, options);
        var csv = CsvReader.Create(text, Settings(faults));
        try
        {
            var names = options.Columns ?? await HeaderAsync(csv, faults, file, cancellationToken).ConfigureAwait(false);
            return new CsvRows(file, schema, opened, csv, faults, Match(names, file, schema), names.Count, options);
        }
        catch
        {
            await csv.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Every setting by which the library would guess, or forgive.</summary>
    private CsvReaderOptions Settings(CsvFaults faults) => new()
    {
        Separator = options.Delimiter,
        Mode = options.Quote is null ? CsvMode.NoEscape : CsvMode.Rfc4180,
        Quote = options.Quote ?? (options.Delimiter == '"' ? '\'' : '"'),
        HasHeader = options.Columns is null,
        Encoding = System.Text.Encoding.UTF8,
        TrimWhitespace = options.Trim,
        MaxRecordSize = options.MaxRowBytes,
        BufferSize = Math.Min(BufferSize, options.MaxRowBytes),
        TrackLineNumbers = true,
        DetectSeparatorHint = false,
        OnMalformedRecord = faults.Take,
    };

    private static async ValueTask<IReadOnlyList<string>> HeaderAsync(CsvReader csv, CsvFaults faults, SourceFile file, CancellationToken cancellationToken)
    {
        try
        {
            await csv.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CsvFormatException e)
        {
            throw faults.TooLong(e.LineNumber, e);
        }

        faults.CheckHeader();
        return csv.Headers.Count > 0 ? csv.Headers : throw new SourceException($"{file.Name} is empty: it has no line with the names of its columns. Write one, name the columns with Columns, or leave the file out.");
    }

    private int[] Match(IReadOnlyList<string> names, SourceFile file, SyncSchema schema)
    {
        try
        {
            return NameMatch.Match(schema, names, file.Name, options.AllowSurplusColumns, mayBeMissing: MayBeMissing);
        }
        catch (SourceException e) when (names.Count == 1 && names[0].AsSpan().IndexOfAny(",;\t|") is >= 0 and var at)
        {
            throw new SourceException($"{e.Message} Its header is one name with {(names[0][at] == '\t' ? "tabs" : $"'{names[0][at]}'")} in it: the Delimiter may be that, and not {(options.Delimiter == '\t' ? "a tab" : $"'{options.Delimiter}'")}.", e);
        }
    }
}
