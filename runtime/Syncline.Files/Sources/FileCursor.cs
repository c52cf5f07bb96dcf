namespace Syncline;

/// <summary>One pass over files, one after the other. Feeds the encoder from their own bytes and builds a record only when asked.</summary>
internal sealed class FileCursor<TModel>(SourceFile[] files, FileRows? first, FileReading format, bool throughRecords) : RowCursor<TModel>
    where TModel : ISyncModel<TModel>
{
    private readonly SyncSchema _schema = TModel.Schema;
    private FileRows? _rows = first;
    private TModel _current = default!;
    private bool _hasCurrent;
    private int _file;
    private long _row;

    public override TModel Current
    {
        get
        {
            if (!_hasCurrent)
            {
                _current = Build(_rows!);
                _hasCurrent = true;
            }

            return _current;
        }
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _hasCurrent = false;
        if (_rows is null) return new(false);
        try
        {
            var reading = _rows.ReadAsync(cancellationToken);
            if (!reading.IsCompletedSuccessfully) return GoOnAsync(reading, cancellationToken);
            if (!reading.Result) return GoOnAsync(new(false), cancellationToken);
            _row++;
            return new(true);
        }
        catch (Exception e) when (FileFaults.Of(e, _rows.File, _row) is { } failure)
        {
            throw failure;
        }
    }

    public override void Encode(ref RowEncoder encoder)
    {
        // A record can't hold a null in a key part of a value type: such a row takes the raw way, which tells.
        if (throughRecords && !_rows!.KeyHasNull())
        {
            var row = Current;
            TModel.Write(in row, ref encoder);
            return;
        }

        _rows!.Encode(ref encoder);
    }

    public override ValueTask DisposeAsync() => _rows?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Waits for the row, and goes to the next file after the last.</summary>
    private async ValueTask<bool> GoOnAsync(ValueTask<bool> reading, CancellationToken cancellationToken)
    {
        try
        {
            while (!await reading.ConfigureAwait(false))
            {
                await LeaveAsync().ConfigureAwait(false);
                if (_file == files.Length)
                {
                    _current = default!;
                    return false;
                }

                _rows = await FileFaults.BeginAsync(format, files[_file], _schema, cancellationToken).ConfigureAwait(false);
                _row = 0;
                reading = _rows.ReadAsync(cancellationToken);
            }

            _row++;
            return true;
        }
        catch (Exception e) when (_rows is not null && FileFaults.Of(e, _rows.File, _row) is { } failure)
        {
            throw failure;
        }
    }

    private async ValueTask LeaveAsync()
    {
        _rows!.CheckUnchanged();
        await _rows.DisposeAsync().ConfigureAwait(false);
        _rows = null;
        _file++;
    }

    private TModel Build(FileRows rows)
    {
        try
        {
            return rows.Build<TModel>();
        }
        catch (UnreadableRowException e) when (!e.Message.Contains(rows.Position(), StringComparison.OrdinalIgnoreCase))
        {
            // A name that is none of an enum's, say: what converts it doesn't know the row.
            throw new UnreadableRowException(e.Column, $"{e.Message.TrimEnd('.')}. It is in {rows.Place()}; correct the value, or add it to the enum.", e.InnerException);
        }
        catch (Exception e) when (e is not (SourceException or IOException or OutOfMemoryException))
        {
            // A converter's or constructor's words may quote a value: with sensitive columns they are left out.
            var column = _schema.Columns[rows.Asked].Name;
            var hasSecrets = _schema.Columns.Any(c => c.IsSensitive);
            var words = hasSecrets ? $"{e.GetType().Name}, whose message is left out because the model has sensitive columns" : e.Message.TrimEnd('.');
            throw new UnreadableRowException(column, $"The record of {rows.Place()} could not be built after column {column} was read: {words}. Correct the value, or the converter or constructor that refuses it.", hasSecrets ? null : e);
        }
    }
}
