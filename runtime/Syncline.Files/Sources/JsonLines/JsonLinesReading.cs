namespace Syncline;

/// <summary>Reads JSON Lines.</summary>
internal sealed class JsonLinesReading(JsonLinesReadOptions options) : FileReading(options)
{
    public override string Format => "JSON Lines";

    public override async ValueTask<FileRows> BeginAsync(SourceFile file, Stream opened, SyncSchema schema, CancellationToken cancellationToken)
    {
        var text = await TextInput.OpenAsync(file, opened, options.Compression, encoding: null, takesEncoding: false, cancellationToken).ConfigureAwait(false);
        var lines = new LineReader(text, file.Name, options.MaxRowBytes, waits: !file.IsLocal);
        try
        {
            // The first object stands for the file's columns, which have no other place. One that is none is an unreadable row in its turn.
            var hasRow = await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (hasRow && JsonObject.NamesOf(lines.Line) is { } names) NameMatch.Match(schema, names, file.Name, options.AllowSurplusColumns, mayBeMissing: column => JsonObject.MayBeMissing(column, options));
            return new JsonLinesRows(file, schema, opened, lines, hasRow, options);
        }
        catch
        {
            await lines.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
