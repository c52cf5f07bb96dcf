namespace Syncline;

/// <summary>What becomes of one row: read, encoded, compared with what is remembered of its key, and spooled where it differs.</summary>
internal sealed partial class Planner<TModel, TKey>
{
    private void Take(RowCursor<TModel> cursor)
    {
        AwaitsSource = false;
        try
        {
            Encode(cursor);
            if (_encoder.KeyIsNull)
            {
                Counts.NullKey++;
                if (!Invalid.IsFull) Invalid.Add(new InvalidRow(_position, null, $"a part of the key ({NullableKeyNames()}) is null"));
                return;
            }

            var entry = _table.GetOrAdd(_encoder.KeyImage, out _);
            if (!_table.TestAndSetSeen(entry)) CompareFirst(entry, cursor);
            else if (_shared.TakeAnother(entry, _position, cursor, _encoder.KeyBytes)) Compare(entry, cursor);
        }
        catch (UnreadableRowException e) when (_options.UnreadableRows == UnreadableRows.HoldBack)
        {
            HasUnreadable = true;
            Counts.NullKey++;
            Invalid.Add(new InvalidRow(_position, Invalid.IsFull ? null : UnreadableKey(e), e.Message));
        }
        catch (UnreadableRowException e)
        {
            throw new SourceException($"{RowFailure.Sentence(e.Message, _position)} Correct the row, leave it out of the source, or set UnreadableRows.HoldBack to go on without it.", e);
        }
    }

    private void Encode(RowCursor<TModel> cursor)
    {
        try
        {
            _isEncoded = false;
            _encoder.Reset();
            cursor.Encode(ref _encoder);
            _isEncoded = true;
        }
        catch (Exception e) when (RowFailure.Of(e, _schema) is { } unreadable)
        {
            throw unreadable;
        }
    }

    /// <summary>The key of a row that can't be read, where what can't is not of the key and comes after it; else null.</summary>
    private string? UnreadableKey(UnreadableRowException e)
    {
        // Columns are given in their order: what stopped after the last part of the key has given all of it.
        var isWhole = _isEncoded || _schema.IndexOf(e.Column) > _schema.Key.Max();
        return isWhole && !_encoder.KeyIsNull && !_encoder.KeyBytes.IsEmpty ? KeyText.Of<TModel, TKey>(_encoder.KeyBytes) : null;
    }

    /// <summary>The row, exactly. Valid until the next.</summary>
    private ReadOnlySpan<byte> Build(RowCursor<TModel> cursor)
    {
        try
        {
            var row = cursor.Current;
            _row.Reset();
            TModel.Write(in row, ref _row);
            return _row.Written;
        }
        catch (Exception e) when (RowFailure.Of(e, _schema) is { } unreadable)
        {
            throw unreadable;
        }
    }

    private void CompareFirst(int entry, RowCursor<TModel> cursor)
    {
        try
        {
            Compare(entry, cursor);
        }
        catch (UnreadableRowException)
        {
            // A source that encodes from its own bytes may find out only when it builds the record. Such a row is as good as not there.
            _table.ClearSeen(entry);
            throw;
        }
    }

    private void Compare(int entry, RowCursor<TModel> cursor)
    {
        if (!_rules.ComparesRows)
        {
            TakeSnapshot(entry, cursor);
            return;
        }

        var flags = _baseline.FlagsOf(entry);
        var hash = _encoder.Hash();
        const EntryFlags Special = ~(EntryFlags.Known | EntryFlags.Owned);
        if ((flags & Special) == 0 && (flags & EntryFlags.Known) != 0 && _table.HashOf(entry) == hash && WithinTolerance(entry))
        {
            Counts.Unchanged++;
            return;
        }

        CompareSpecial(entry, flags, hash, cursor);
    }

    private void CompareSpecial(int entry, EntryFlags flags, ulong hash, RowCursor<TModel> cursor)
    {
        var change = _judge.Judge(entry, flags, hash, isSame: _table.HashOf(entry) == hash && WithinTolerance(entry));
        change.Position = _position;
        // The row first: it may turn out unreadable, and then it is counted nowhere else.
        var isNeeded = change.Disposition == Disposition.Planned || (_rules.KeepsRows(_schema) && change.Change != default && !_rules.IsLedger);
        var row = isNeeded ? Build(cursor) : default;
        if (change.Change == ChangeKind.Added) Counts.Added++;
        else if (change.Change == ChangeKind.Changed) Counts.Changed++;
        else if (change.Change == ChangeKind.Full) CountFull(entry, hash);
        else Counts.Unchanged++;
        _shared.Spooled(entry, Changes.Count);
        Changes.Append(change, _encoder.Tolerances, _encoder.KeyBytes, row);
    }

    /// <summary>Takes a row into a snapshot, whatever is known of its key.</summary>
    private void TakeSnapshot(int entry, RowCursor<TModel> cursor)
    {
        var row = Build(cursor);
        Counts.Full++;
        _shared.Spooled(entry, Changes.Count);
        var change = new PlannedChange { Entry = entry, Change = ChangeKind.Full, Disposition = Disposition.Planned, Operation = _rules.Write, Position = _position };
        Changes.Append(change, [], _encoder.KeyBytes, row);
    }

    private void CountFull(int entry, ulong hash)
    {
        Counts.Full++;
        // Nothing is remembered of it: what the destination has is compared with this.
        _table.HashOf(entry) = hash;
    }

    private bool WithinTolerance(int entry) => _tolerances.Length == 0 || AreWithinTolerance(_baseline.TolerancesOf(entry), _encoder.Tolerances);

    /// <summary>Whether the values of the columns compared within a tolerance count as equal.</summary>
    public bool AreWithinTolerance(ReadOnlySpan<double> before, ReadOnlySpan<double> now)
    {
        if (before.Length != _tolerances.Length) return false;
        for (var i = 0; i < now.Length; i++)
        {
            if (!ToleranceSlot.AreClose(before[i], now[i], _tolerances[i])) return false;
        }

        return true;
    }
}
