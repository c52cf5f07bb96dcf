using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>A prepared statement: stepped, bound and read without boxing, by address where <see cref="NativeSqlite"/> can.</summary>
/// <remarks>For one thread at a time. A cell is what the current row holds in a column, valid until the next step or reset.</remarks>
internal sealed unsafe class SqliteStatement : IDisposable
{
    public const int Integer = 1;
    public const int Real = 2;
    public const int Text = 3;
    public const int Blob = 4;
    public const int Null = 5;

    // SQLite copies what is bound before the call returns, or trusts it to stay where it is.
    private const nint Transient = -1;
    private const nint Static = 0;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _handle;
    private readonly nint _native;
    private readonly nint _nativeDatabase;

    private SqliteStatement(sqlite3 database, sqlite3_stmt handle, bool native)
    {
        _database = database;
        _handle = handle;
        if (!native || !NativeSqlite.IsAvailable) return;
        _native = handle.DangerousGetHandle();
        _nativeDatabase = database.DangerousGetHandle();
    }

    /// <summary>Prepares the first statement of a text.</summary>
    /// <param name="database">The open database.</param>
    /// <param name="sql">The text.</param>
    /// <param name="rest">What follows the statement.</param>
    /// <param name="native">Whether the functions may be called by address.</param>
    /// <returns>The statement; null for blanks and comments.</returns>
    /// <exception cref="SqliteException">SQLite refuses it.</exception>
    public static SqliteStatement? TryPrepare(sqlite3 database, string sql, out string rest, bool native = true)
    {
        var code = raw.sqlite3_prepare_v2(database, sql, out var handle, out rest);
        if (code != raw.SQLITE_OK) throw Fault(database, code);
        return handle is null || handle.IsInvalid ? null : new(database, handle, native);
    }

    public static SqliteException Fault(sqlite3 database, int code)
        => new(raw.sqlite3_errmsg(database).utf8_to_string(), SqliteFaults.Primary(code), raw.sqlite3_extended_errcode(database));

    public SqliteException Fault(int code) => Fault(_database, code);

    public bool IsReadOnly => raw.sqlite3_stmt_readonly(_handle) != 0;

    public int ColumnCount => raw.sqlite3_column_count(_handle);

    public int ParameterCount => raw.sqlite3_bind_parameter_count(_handle);

    public string ColumnName(int column) => raw.sqlite3_column_name(_handle, column).utf8_to_string();

    /// <summary>The name of a parameter with its prefix; null for one that has none.</summary>
    public string? ParameterName(int parameter) => raw.sqlite3_bind_parameter_name(_handle, parameter).utf8_to_string();

    /// <summary>Steps and gives SQLite's result: a row, done, or what went wrong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryStep() => _native != 0 ? NativeSqlite.Step(_native) : raw.sqlite3_step(_handle);

    /// <summary>Steps; true on a row.</summary>
    /// <exception cref="SqliteException">SQLite failed.</exception>
    public bool Step() => TryStep() switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var code => throw Fault(code),
    };

    /// <summary>Steps to the end and resets.</summary>
    /// <exception cref="SqliteException">SQLite failed.</exception>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Makes the statement ready to run again; bindings stay.</summary>
    public void Reset() => _ = _native != 0 ? NativeSqlite.Reset(_native) : raw.sqlite3_reset(_handle);

    /// <summary>How many rows the last insert, update or delete of the connection touched.</summary>
    public int Changes => _native != 0 ? NativeSqlite.Changes(_nativeDatabase) : raw.sqlite3_changes(_database);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Cell(int column) => _native != 0 ? NativeSqlite.ColumnValue(_native, column) : column;

    /// <summary>The storage class of a cell. Asked before its value: reading may change it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ClassOf(nint cell) => _native != 0 ? NativeSqlite.ValueType(cell) : raw.sqlite3_column_type(_handle, (int)cell);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Int64Of(nint cell) => _native != 0 ? NativeSqlite.ValueInt64(cell) : raw.sqlite3_column_int64(_handle, (int)cell);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double DoubleOf(nint cell) => _native != 0 ? NativeSqlite.ValueDouble(cell) : raw.sqlite3_column_double(_handle, (int)cell);

    /// <summary>The UTF-8 of a text cell, whatever the database's own encoding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> TextOf(nint cell)
    {
        if (_native != 0)
        {
            // The length is that of the encoding asked for last: text first.
            var text = NativeSqlite.ValueText(cell);
            return new(text, NativeSqlite.ValueBytes(cell));
        }

        // Asking for the text makes UTF-8 of a UTF-16 database's; the blob of it then has the length, NULs included.
        raw.sqlite3_column_text(_handle, (int)cell);
        return raw.sqlite3_column_blob(_handle, (int)cell);
    }

    public ReadOnlySpan<byte> BlobOf(nint cell)
    {
        if (_native == 0) return raw.sqlite3_column_blob(_handle, (int)cell);
        var blob = NativeSqlite.ValueBlob(cell);
        return new(blob, NativeSqlite.ValueBytes(cell));
    }

    public void BindNull(int parameter)
        => Check(_native != 0 ? NativeSqlite.BindNull(_native, parameter) : raw.sqlite3_bind_null(_handle, parameter));

    public void BindInt64(int parameter, long value)
        => Check(_native != 0 ? NativeSqlite.BindInt64(_native, parameter, value) : raw.sqlite3_bind_int64(_handle, parameter, value));

    public void BindDouble(int parameter, double value)
        => Check(_native != 0 ? NativeSqlite.BindDouble(_native, parameter, value) : raw.sqlite3_bind_double(_handle, parameter, value));

    /// <summary>Binds UTF-8; SQLite keeps a copy.</summary>
    public void BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        if (_native == 0)
        {
            Check(utf8.IsEmpty ? raw.sqlite3_bind_text(_handle, parameter, "") : raw.sqlite3_bind_text(_handle, parameter, utf8));
            return;
        }

        // An empty span has no address, and no address would bind null.
        byte none = 0;
        fixed (byte* text = utf8) Check(NativeSqlite.BindText(_native, parameter, text == null ? &none : text, utf8.Length, Transient));
    }

    /// <summary>Binds UTF-8 that stays where it is until the statement has run.</summary>
    public void BindFixedText(int parameter, byte* utf8, int length)
    {
        if (_native != 0) Check(NativeSqlite.BindText(_native, parameter, utf8, length, Static));
        else BindText(parameter, new(utf8, length));
    }

    public void BindString(int parameter, string text) => Check(raw.sqlite3_bind_text(_handle, parameter, text));

    /// <summary>Binds bytes; SQLite keeps a copy.</summary>
    public void BindBlob(int parameter, ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty) Check(raw.sqlite3_bind_zeroblob(_handle, parameter, 0));
        else Check(raw.sqlite3_bind_blob(_handle, parameter, blob));
    }

    public void Dispose()
    {
        _handle.Dispose();
        GC.KeepAlive(_database);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Fault(code);
    }
}
