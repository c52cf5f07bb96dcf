using System.Text;

namespace Syncline;

/// <summary>Finds the records of a key that ignores case, however they spell it.</summary>
/// <remarks>
/// The index folds ASCII alone. Where that may not be enough it is walked from one possible spelling to the next that the table can hold: a few searches for a key, none for most keys in ASCII.
/// </remarks>
internal sealed class FoldedKeys<TKey> : IDisposable
    where TKey : struct, ISyncKey<TKey>
{
    // Past this many the answer is the same: more than one.
    private const int Enough = 2;
    private readonly SqliteDatabase _database;
    private readonly TableSql _sql;
    private readonly BindScratch _scratch = new();
    private readonly BindRules[] _rules;
    private readonly int[] _order;
    private readonly bool[] _ignoresCase;
    private readonly Dictionary<Rune, byte[][]> _known = [];
    private readonly SqliteStatement?[] _seeks;
    private readonly TextSpellings?[] _spellings;
    private readonly byte[]?[] _path;
    private readonly List<byte[]?[]> _found = [];
    private SqliteStatement? _exists;

    public FoldedKeys(SqliteDatabase database, TableShape shape, SyncSchema schema, BindRules[] rules)
    {
        _database = database;
        _sql = new(shape, schema);
        _rules = rules;
        _order = [.. shape.KeyOrder];
        _ignoresCase = [.. schema.Key.Select(column => TableSql.IgnoresCase(schema.Columns[column]))];
        _seeks = new SqliteStatement?[_order.Length];
        _spellings = new TextSpellings?[_order.Length];
        _path = new byte[]?[_order.Length];
    }

    /// <summary>The records of a key: for each the parts spelled as the table spells them, null for those that need no spelling. Null where the index finds the record by itself.</summary>
    public IReadOnlyList<byte[]?[]>? Find(TKey key)
    {
        var texts = new KeyTexts(_ignoresCase.Length);
        TKey.Write(in key, ref texts);
        var any = false;
        for (var part = 0; part < _ignoresCase.Length; part++)
        {
            _spellings[part] = _ignoresCase[part] && texts.Parts[part] is { } text ? TextSpellings.Of(text, _known) : null;
            any |= _spellings[part] is not null;
        }

        if (!any) return null;
        _scratch.Clear();
        _found.Clear();
        Array.Clear(_path);
        Walk(key, depth: 0);
        return _found;
    }

    public void Dispose()
    {
        foreach (var seek in _seeks) seek?.Dispose();
        _exists?.Dispose();
    }

    /// <summary>Follows the index's columns: one spelling after the other where there are several, straight on where there is one.</summary>
    private void Walk(TKey key, int depth)
    {
        if (depth == _order.Length)
        {
            if (Exists(key)) _found.Add([.. _path]);
            return;
        }

        var part = _order[depth];
        if (_spellings[part] is not { } spellings)
        {
            Walk(key, depth + 1);
            return;
        }

        var seek = _seeks[depth] ??= _database.Prepare(_sql.Seek(_order.AsSpan(0, depth), part));
        Bind(seek, key);
        for (var next = spellings.First; next is not null && _found.Count < Enough;)
        {
            seek.BindText(part + 1, next);
            if (!TrySeek(seek, spellings, ref next, out var spelled)) continue;
            _path[part] = spelled;
            Walk(key, depth + 1);
        }

        _path[part] = null;
    }

    /// <summary>Looks at the table's first text from a spelling on.</summary>
    private static bool TrySeek(SqliteStatement seek, TextSpellings spellings, ref byte[]? next, out byte[]? spelled)
    {
        spelled = null;
        try
        {
            // Blobs stand behind all texts.
            if (!seek.Step() || seek.ClassOf(seek.Cell(0)) != SqliteStatement.Text)
            {
                next = null;
                return false;
            }

            var text = seek.TextOf(seek.Cell(0));
            if (!spellings.IsOne(text, out next)) return false;
            spelled = text.ToArray();
            return true;
        }
        finally
        {
            seek.Reset();
        }
    }

    private bool Exists(TKey key)
    {
        _exists ??= _database.Prepare(_sql.Exists());
        Bind(_exists, key);
        try
        {
            return _exists.Step();
        }
        finally
        {
            _exists.Reset();
        }
    }

    private void Bind(SqliteStatement statement, TKey key)
    {
        var binder = new ValueBinder(statement, _scratch, statement.ParameterCount, _rules);
        TKey.Write(in key, ref binder);
        for (var part = 0; part < _path.Length; part++)
        {
            if (_path[part] is { } spelled && part < statement.ParameterCount) statement.BindText(part + 1, spelled);
        }
    }
}

/// <summary>Takes the texts of a key's parts.</summary>
internal readonly struct KeyTexts(int parts) : IRowWriter
{
    public string?[] Parts { get; } = new string?[parts];

    public void Null(int column)
    {
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
    }

    public void Text(int column, string value) => Parts[column] = value;

    public void Bytes(int column, ReadOnlySpan<byte> value)
    {
    }
}
