using Parquet;
using Parquet.Meta;

namespace Syncline;

/// <summary>Reads Parquet.</summary>
internal sealed class ParquetReading(ParquetReadOptions options) : FileReading(options)
{
    private readonly bool _allowsSurplus = options.AllowSurplusColumns;

    public override string Format => "Parquet";

    public override async ValueTask<FileRows> BeginAsync(SourceFile file, Stream opened, SyncSchema schema, CancellationToken cancellationToken)
    {
        if (!opened.CanSeek) throw new SourceException($"{file.Name} is a stream that can't seek, and Parquet is read from its end. Copy it into a file or a MemoryStream first.");
        var reader = await OpenAsync(file, opened, cancellationToken).ConfigureAwait(false);
        try
        {
            var elements = TopLevel(reader.Metadata?.Schema ?? []);
            var map = NameMatch.Match(schema, [.. elements.Select(element => element.Name)], file.Name, _allowsSurplus, (column, at) => Mistyped(schema.Columns[column], elements[at]), MayBeMissing);
            return new ParquetRows(file, schema, opened, reader, [.. map.Select(at => at < 0 ? new StoredColumn() : new StoredColumn(elements[at]))]);
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask<ParquetReader> OpenAsync(SourceFile file, Stream opened, CancellationToken cancellationToken)
    {
        try
        {
            await ParquetFooter.CheckAsync(opened, cancellationToken).ConfigureAwait(false);
            return await ParquetReader.CreateAsync(new EndedStream(opened), leaveStreamOpen: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (SourceException or OperationCanceledException))
        {
            throw ParquetFaults.Damaged(file, e);
        }
    }

    /// <summary>The columns, and the groups that stand where a column could.</summary>
    private static List<SchemaElement> TopLevel(List<SchemaElement> elements)
    {
        var found = new List<SchemaElement>();
        for (var at = 1; at < elements.Count; at = Behind(elements, at)) found.Add(elements[at]);
        return found;
    }

    private static int Behind(List<SchemaElement> elements, int at)
    {
        // Children follow their group; a damaged file may promise more of them than there are.
        var open = 1L;
        while (open > 0 && at < elements.Count) open += (elements[at++].NumChildren ?? 0) - 1;
        return at;
    }

    private static string? Mistyped(SyncColumn column, SchemaElement element)
        => ParquetForms.Reads(column.Kind, ParquetForms.Of(element), ParquetForms.IsUtc(element)) ? null : $"{column.Name} is {ParquetForms.Words(element)} where the model has {column.Kind}";
}
