namespace Syncline;

/// <summary>Which record a key means, and what became of an operation that touched none.</summary>
internal sealed partial class TableWriter<TModel, TKey>
{
    /// <summary>Looks how the table spells a key that ignores case; why nothing can be done where it does so twice.</summary>
    private string? TrySpell(TKey key)
    {
        _spelled = null;
        if (_folded?.Find(key) is not { Count: > 0 } found) return null;
        if (found.Count > 1) return _words.Doubled(key, found);
        _spelled = found[0];
        return null;
    }

    /// <summary>Binds the key as the table spells it: its record is found by that, and keeps it.</summary>
    private void Respell(Prepared prepared, bool isRow)
    {
        if (_spelled is null) return;
        for (var part = 0; part < _spelled.Length; part++)
        {
            var column = isRow ? _schema.Key[part] : part;
            if (_spelled[part] is { } text && column < prepared.Parameters) prepared.Statement!.BindText(column + 1, text);
        }
    }

    /// <summary>Why a statement touched no record.</summary>
    private OperationOutcome NothingChanged(OperationKind kind, TKey key, bool sets, out TKey? other)
    {
        other = null;
        var isRemoval = !TableOperations.WritesRow(kind);
        // Most often there is nothing to find out: a record that isn't there, found by an exact index.
        if (!_isLoose && _savepoint is null && (isRemoval || kind == OperationKind.Update)) return isRemoval ? OperationOutcome.Succeeded : OperationOutcome.Skipped(TableWords.NoRecord);
        switch (Find(key, out var spelling, out other))
        {
            case Finding.Other: return OperationOutcome.Rejected(_words.OtherSpelling(key, spelling!));
            case Finding.Missing when isRemoval: return OperationOutcome.Succeeded;
            case Finding.Missing when kind == OperationKind.Update: return OperationOutcome.Skipped(TableWords.NoRecord);
            case Finding.Same when kind == OperationKind.Insert: return OperationOutcome.Skipped(TableWords.RecordExists);
            case Finding.Same when kind == OperationKind.Upsert && !sets: return OperationOutcome.Succeeded;
            default: return OperationOutcome.Rejected(TableWords.Ignored);
        }
    }

    /// <summary>An update or clear that sets no column: it only matters whether the record is there.</summary>
    private OperationOutcome WithoutStatement(in Operation<TModel, TKey> operation, out TKey? other) => Find(operation.Key, out var spelling, out other) switch
    {
        Finding.Other => OperationOutcome.Rejected(_words.OtherSpelling(operation.Key, spelling!)),
        Finding.Missing when operation.Kind == OperationKind.Update => OperationOutcome.Skipped(TableWords.NoRecord),
        _ => OperationOutcome.Succeeded,
    };

    private Finding Find(TKey key, out string? spelling, out TKey? other)
    {
        spelling = null;
        other = null;
        _find ??= Prepare(_sql.Find(), sets: false);
        var statement = _find.Statement!;
        _scratch.Clear();
        var binder = new ValueBinder(statement, _scratch, _find.Parameters, _keyRules);
        TKey.Write(in key, ref binder);
        Respell(_find, isRow: false);
        try
        {
            if (!statement.Step()) return Finding.Missing;
            if (statement.Int64Of(statement.Cell(0)) != 0) return Finding.Same;
            spelling = _words.Spelling(statement, firstColumn: 1);
            var reader = new KeyCells(statement, firstColumn: 1);
            var found = TKey.Read(ref reader);
            if (reader.IsWhole) other = found;
            return Finding.Other;
        }
        finally
        {
            statement.Reset();
        }
    }

    private enum Finding
    {
        Missing,
        Same,
        Other,
    }
}
