namespace Syncline;

internal sealed class FileSource<TModel> : ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    private const int NamedMisfits = 10;
    private readonly string _path;
    private readonly Func<Stream>? _open;
    private readonly FileReading _reading;
    private readonly bool _throughRecords;

    private FileSource(string path, Func<Stream>? open, FileReading reading, bool throughRecords)
        => (_path, _open, _reading, _throughRecords) = (path, open, reading, throughRecords);

    public string Name => _open is not null ? $"{_reading.Format} stream {SeenText.Whole(_path)}" : $"{_reading.Format} file {SeenText.Whole(_path)}";

    public static FileSource<TModel> OfFiles(string path, FileReading reading, bool throughRecords)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("The path holds the character NUL, which no file's name has.", nameof(path));
        return new(path, null, reading, throughRecords);
    }

    public static FileSource<TModel> OfStream(Func<Stream> open, string name, FileReading reading, bool throughRecords)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(name, open, reading, throughRecords);
    }

    public async ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var files = Find();
        FileRows? first = null;
        var misfits = new List<SourceException>();
        foreach (var file in files)
        {
            try
            {
                var rows = await FileFaults.BeginAsync(_reading, file, TModel.Schema, cancellationToken).ConfigureAwait(false);
                // The others are opened again in their turn: however many there are, one is open at a time.
                if (file == files[0]) first = rows;
                else await rows.DisposeAsync().ConfigureAwait(false);
            }
            catch (SourceException e)
            {
                misfits.Add(e);
            }
            catch
            {
                if (first is not null) await first.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }

        if (misfits.Count == 0) return new FileCursor<TModel>(files, first, _reading, _throughRecords);
        if (first is not null) await first.DisposeAsync().ConfigureAwait(false);
        throw misfits.Count == 1 ? misfits[0] : Together(misfits);
    }

    private SourceFile[] Find()
    {
        if (_open is not null) return [new CallersStream(_open, _path)];
        if (!FilePattern.IsPattern(_path)) return [new LocalFile(_path)];
        var found = FilePattern.Find(_path);
        if (found.Count == 0 && !_reading.AllowsNoMatch)
        {
            throw new SourceException($"No file matches {SeenText.Whole(_path)}, seen from {Environment.CurrentDirectory}. Correct the pattern, or set AllowNoMatch where there may be none.");
        }

        return [.. found.Select(path => new LocalFile(path))];
    }

    private static SourceException Together(List<SourceException> misfits)
    {
        var words = string.Join(" ", misfits.Take(NamedMisfits).Select(misfit => misfit.Message));
        return new SourceException(misfits.Count <= NamedMisfits ? words : $"{words} And {Sentence.Count(misfits.Count - NamedMisfits, "more file")} can't be read.", misfits[0]);
    }
}
