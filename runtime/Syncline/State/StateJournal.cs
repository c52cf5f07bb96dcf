using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Collects what a batch means to the state, and lets the baseline follow once it is committed.</summary>
internal sealed class StateJournal(Baseline baseline, StateHead head, bool headIsNew)
{
    private readonly List<(int Entry, EntryFlags Flags, ushort Day, EntryNote? Note)> _effects = [];
    private StateWriter _writer = new(head.Id, baseline.NextOrdinal);
    private StateHead? _headToWrite = headIsNew ? head : null;
    private StateHead? _headWritten;
    private string? _runToWrite;
    private string? _runWritten;
    private bool _isTold;
    private bool _begins;
    private RunPart _part = RunPart.LeftAlone;
    private RunPart _partWritten = RunPart.LeftAlone;
    private int _committedOrdinal = baseline.NextOrdinal;
    private string? _commit;
    private int _effectsBefore;
    private StateHead? _headBefore;
    private (string Commit, bool TookEffect)? _verdictToWrite;
    private (string Commit, bool TookEffect)? _verdictWritten;

    /// <summary>The generation entries are recorded under.</summary>
    public int Generation { get; } = head.Generation;

    /// <summary>The day that is recorded with each key; 0 while the ledger is kept for ever.</summary>
    public int Today { get; init; }

    /// <summary>The state's id.</summary>
    public string StateId => head.Id;

    public bool IsEmpty => _effects.Count == 0 && _headToWrite is null && _verdictToWrite is null && _writer.IsEmpty;

    /// <summary>The ordinal after the last committed segment.</summary>
    public int CommittedOrdinal => _committedOrdinal;

    public void Head(StateHead changed) => _headToWrite = changed;

    /// <summary>Tells what is delivered from what is not, so that a run can be undone.</summary>
    /// <param name="runId">Stands before the first thing that is written, and tells this run apart from those before; null for one that delivers nothing, and for an undo, which is to be taken up where it ended: the run it undoes stays the last.</param>
    public void Tell(string? runId)
        // A run that begins begins with what is not delivered; else what the log ends in goes on, and is not known here.
        => (_isTold, _begins, _runToWrite, _partWritten) = (true, runId is not null, runId, runId is null ? RunPart.Begins : RunPart.LeftAlone);

    /// <summary>Whether what is put and dropped from here on was delivered.</summary>
    public void Told(bool delivered) => _part = delivered && _begins ? RunPart.Delivered : RunPart.LeftAlone;

    /// <summary>Records a key as of today, or of the day it was delivered on.</summary>
    public void Put(int entry, EntryFlags flags, in SpooledChange change, bool keepRow, int? day = null)
    {
        OpenWithPart();
        _writer.Put(Generation, flags, change.Key, change.Change.Hash, change.Tolerances, change.Row, keepRow && change.Change.HasRow, day ?? Today);
        _effects.Add((entry, flags, (ushort)(day ?? Today), null));
    }

    public void Mark(int entry, EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
    {
        OpenWithHead();
        _writer.Mark(flags, key, note);
        _effects.Add((entry, flags, LedgerTerm.Unchanged, note));
    }

    public void Drop(int entry, ReadOnlySpan<byte> key)
    {
        OpenWithPart();
        _writer.Drop(key);
        _effects.Add((entry, EntryFlags.None, 0, null));
    }

    /// <summary>What is written from here on counts only if the commit of this name takes effect; what was written before counts once it is appended.</summary>
    public void Prepare(string commit)
    {
        OpenWithHead();
        _writer.Prepare(commit);
        (_commit, _effectsBefore) = (commit, _effects.Count);
        (_headBefore, _headWritten) = (_headWritten, null);
        // A verdict may take back what says which part this is.
        _partWritten = RunPart.Begins;
    }

    /// <summary>The taken segments are in the log, and what becomes of the commit they prepare is not known yet.</summary>
    public void Prepared()
    {
        Follow(_effectsBefore, _headBefore);
        (_headBefore, _runWritten, _verdictWritten) = (null, null, null);
        baseline.Prepared(_commit!);
    }

    /// <summary>Whether the commit took effect. Goes into the log with the next segments.</summary>
    public void Settle(bool tookEffect)
    {
        if (tookEffect) Follow(_effects.Count, _headWritten);
        else _partWritten = RunPart.Begins;
        _effects.Clear();
        _headWritten = null;
        _verdictToWrite = (_commit!, tookEffect);
        baseline.Settled(_commit!, tookEffect);
        _commit = null;
    }

    /// <summary>The segments to append; <see cref="Confirm"/> or <see cref="Discard"/> must follow.</summary>
    public ReadOnlyMemory<byte>[] Take()
    {
        OpenWithHead();
        return _writer.Take();
    }

    /// <summary>The segments that are full already, for a commit that streams; <see cref="Take"/> gives the last.</summary>
    public ReadOnlyMemory<byte>[] TakeFull() => _writer.TakeFull();

    /// <summary>The taken segments are committed.</summary>
    public void Confirm()
    {
        Follow(_effects.Count, _headWritten);
        (_headWritten, _runWritten, _verdictWritten) = (null, null, null);
    }

    /// <summary>The taken segments were undone.</summary>
    public void Discard()
    {
        _effects.Clear();
        _writer = new StateWriter(head.Id, _committedOrdinal);
        _headToWrite ??= _headWritten ?? _headBefore;
        _runToWrite ??= _runWritten;
        _verdictToWrite ??= _verdictWritten;
        (_headWritten, _headBefore, _runWritten, _verdictWritten, _commit) = (null, null, null, null, null);
        // What the part before was is lost with the records: it is written anew.
        _partWritten = RunPart.Begins;
    }

    private void Follow(int effects, StateHead? written)
    {
        foreach (var (entry, flags, day, note) in CollectionsMarshal.AsSpan(_effects)[..effects])
        {
            baseline.Follow(entry, flags, note);
            if (day != LedgerTerm.Unchanged) baseline.SetDay(entry, day);
        }

        _effects.RemoveRange(0, effects);
        _committedOrdinal = _writer.NextOrdinal;
        if (written is not null) baseline.Replace(written);
    }

    private void OpenWithPart()
    {
        OpenWithHead();
        if (!_isTold || _part == _partWritten) return;
        _writer.Run(_part, "");
        _partWritten = _part;
    }

    private void OpenWithHead()
    {
        // Nothing else may follow a commit that is prepared.
        if (_verdictToWrite is var (commit, tookEffect))
        {
            _writer.Settle(commit, tookEffect);
            (_verdictWritten, _verdictToWrite) = (_verdictToWrite, null);
        }

        if (_runToWrite is not null)
        {
            _writer.Run(RunPart.Begins, _runToWrite);
            (_runWritten, _runToWrite) = (_runToWrite, null);
        }

        if (_headToWrite is null) return;
        _writer.Head(_headToWrite);
        _headWritten = _headToWrite;
        _headToWrite = null;
    }
}
