using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>One pass over a query. Feeds the encoder from SQLite's own bytes and builds a record only when asked.</summary>
internal sealed partial class SqliteCursor<TModel> : RowCursor<TModel>
    where TModel : ISyncModel<TModel>
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _statement;
    private readonly SyncSchema _schema;
    private readonly ColumnPlan[] _columns;
    private readonly BindScratch _parameters;
    private readonly string _name;
    private readonly bool _throughRecords;
    private readonly bool _ownsDatabase;
    private CancellationToken _watched;
    private CancellationTokenRegistration _watch;
    private TModel _current = default!;
    private bool _hasCurrent;
    private long _row;
    private int _asked;

    public SqliteCursor(SqliteDatabase database, SqliteStatement statement, int[] columns, BindScratch parameters, string name, bool throughRecords, bool ownsDatabase = true)
    {
        _database = database;
        _statement = statement;
        _parameters = parameters;
        _name = name;
        _throughRecords = throughRecords;
        _ownsDatabase = ownsDatabase;
        _schema = TModel.Schema;
        _columns = new ColumnPlan[columns.Length];
        for (var column = 0; column < columns.Length; column++)
        {
            var mayBeNull = _schema.Columns[column].IsNullable || _schema.KeyPartOf(column) >= 0;
            _columns[column] = new(columns[column], _schema.Columns[column].Kind, mayBeNull);
        }
    }

    public override TModel Current
    {
        get
        {
            if (!_hasCurrent)
            {
                _current = Build();
                _hasCurrent = true;
            }

            return _current;
        }
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken != _watched) Watch(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        _hasCurrent = false;
        var code = _statement.TryStep();
        if (code == raw.SQLITE_ROW)
        {
            _row++;
            return new(true);
        }

        if (code != raw.SQLITE_DONE) return new(Recover(code, cancellationToken));
        _current = default!;
        return new(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync().ConfigureAwait(false);
        _statement.Dispose();
        if (_ownsDatabase) _database.Dispose();
        GC.KeepAlive(_parameters);
    }

    /// <summary>Interrupts a step that takes long, a sort say, when the token is cancelled.</summary>
    private void Watch(CancellationToken cancellationToken)
    {
        _watch.Dispose();
        _watched = cancellationToken;
        _watch = cancellationToken.UnsafeRegister(static database => ((SqliteDatabase)database!).Interrupt(), _database);
    }

    /// <summary>Waits for a lock that stands before the first row; everything else ends the pass.</summary>
    private bool Recover(int code, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (_row == 0 && SqliteFaults.IsLocked(code) && Stopwatch.GetElapsedTime(start) < _database.Location.Patience)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _statement.Reset();
            code = _statement.TryStep();
        }

        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            _row += code == raw.SQLITE_ROW ? 1 : 0;
            return code == raw.SQLITE_ROW;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var fault = _statement.Fault(code);
        throw new SourceException($"The {_name} failed after {_row.ToString(CultureInfo.InvariantCulture)} {(_row == 1 ? "row" : "rows")}: {SqliteFaults.Explain(fault, _database.Location)}", fault);
    }

    private TModel Build()
    {
        var reader = new Reader(this);
        try
        {
            return TModel.Read(ref reader);
        }
        catch (UnreadableRowException e) when (!e.Message.Contains(_name, StringComparison.Ordinal))
        {
            // A name that is none of an enum's, say: what converts it doesn't know the row.
            throw new UnreadableRowException(e.Column, $"{e.Message.TrimEnd('.')}. It is in {Place()}; correct the value, or add it to the enum.", e.InnerException);
        }
        catch (Exception e) when (e is not SourceException)
        {
            // A converter's or constructor's words may quote a value: with sensitive columns they are left out.
            var column = _schema.Columns[_asked].Name;
            var secret = _schema.Columns.Any(c => c.IsSensitive);
            var words = secret ? $"{e.GetType().Name}, whose message is left out because the model has sensitive columns" : e.Message.TrimEnd('.');
            throw new UnreadableRowException(column, $"The record of {Place()} could not be built after column {column} was read: {words}. Correct the value, or the converter or constructor that refuses it.", secret ? null : e);
        }
    }

    private UnreadableRowException Mismatch(int column)
    {
        var model = _schema.Columns[column];
        var cell = _statement.Cell(_columns[column].Result);
        var found = StoredWords.Found(_statement, cell, model.IsSensitive);
        return new(model.Name, $"Column {model.Name} of {Place()} holds {found}, {Misfit.Explain(_statement, cell, model.Kind)}");
    }

    /// <summary>The row by its key. Its place in the source is known to who reads it, and said there.</summary>
    private string Place()
    {
        var key = new StringBuilder();
        foreach (var column in _schema.Key)
        {
            var model = _schema.Columns[column];
            key.Append(key.Length == 0 ? "" : ", ").Append(model.Name).Append(" = ").Append(StoredWords.Value(_statement, _statement.Cell(_columns[column].Result), model.IsSensitive));
        }

        return $"the row ({key}) of the {_name}";
    }

    private readonly record struct ColumnPlan(int Result, ColumnKind Kind, bool MayBeNull);
}
