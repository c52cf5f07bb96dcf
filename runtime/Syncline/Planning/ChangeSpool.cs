using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>The changes of a plan in the order they were found, with their rows.</summary>
internal sealed class ChangeSpool(Spool spool, int toleranceColumns) : IDisposable
{
    // An address for each of them would take as much memory as a small row.
    private const int Step = 16;
    private const int AddressBlock = 1 << 12;
    private readonly int _tolerances = toleranceColumns * sizeof(double);
    private readonly List<long[]> _addresses = [];
    private (int Index, long Address, int Length) _last = (-1, 0, 0);
    // Planned changes in the block that is being filled.
    private int _planned;

    public int Count { get; private set; }

    /// <summary>The changes by what is done about them, those that were taken back among them.</summary>
    public WorkTally Tally { get; } = new();

    /// <summary>Takes the blocks of changes as they fill; null where nobody wants them so early.</summary>
    public IRowsAhead? Ahead { get; init; }

    public void Append(in PlannedChange change, ReadOnlySpan<double> tolerances, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
    {
        var header = Unsafe.SizeOf<PlannedChange>();
        var record = spool.Reserve(checked(header + _tolerances + key.Length + row.Length), out var address, out var full);
        if (full is { } block) PassOn(block);
        var stored = change;
        stored.KeyLength = key.Length;
        stored.RowLength = row.Length;
        MemoryMarshal.Write(record, in stored);
        if (_tolerances > 0) MemoryMarshal.AsBytes(tolerances).CopyTo(record[header..]);
        key.CopyTo(record[(header + _tolerances)..]);
        row.CopyTo(record[(header + _tolerances + key.Length)..]);
        if (Count % Step == 0)
        {
            var at = Count / Step % AddressBlock;
            if (at == 0) _addresses.Add(new long[AddressBlock]);
            _addresses[^1][at] = address;
        }

        if (change.Disposition == Disposition.Planned) _planned++;
        Tally.Add(change);
        Count++;
    }

    /// <summary>Hands on the changes of the block that is not full, once there are no more.</summary>
    public void Complete() => Ahead?.Add(RowsOf(spool.Rest), static () => { });

    /// <summary>One change, without what was spooled of it. Quickest in order.</summary>
    public PlannedChange ChangeOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        var address = Find(index);
        var change = ChangeAt(address);
        _last = (index, address, LengthOf(change));
        return change;
    }

    /// <summary>One change; its spans are valid until the next call. Quickest in order.</summary>
    public SpooledChange Read(int index)
    {
        var change = ChangeOf(index);
        var header = Unsafe.SizeOf<PlannedChange>();
        var record = spool.Read(_last.Address, _last.Length);
        return new SpooledChange(
            change,
            MemoryMarshal.Cast<byte, double>(record.Slice(header, _tolerances)),
            record.Slice(header + _tolerances, change.KeyLength),
            record[(header + _tolerances + change.KeyLength)..]);
    }

    public void Dispose() => spool.Dispose();

    private void PassOn(SpoolBlock block)
    {
        if (Ahead is null) spool.Return(block);
        else Ahead.Add(RowsOf(block), () => spool.Return(block));
    }

    private StoredRows RowsOf(SpoolBlock block)
    {
        var rows = new StoredRows(block.Bytes, _planned, _tolerances);
        _planned = 0;
        return rows;
    }

    private long Find(int index)
    {
        if (index == _last.Index) return _last.Address;
        if (index == _last.Index + 1 && index > 0) return spool.After(_last.Address, _last.Length);
        var address = _addresses[index / Step / AddressBlock][index / Step % AddressBlock];
        for (var before = index % Step; before > 0; before--) address = spool.After(address, LengthOf(ChangeAt(address)));
        return address;
    }

    private PlannedChange ChangeAt(long address) => MemoryMarshal.Read<PlannedChange>(spool.Read(address, Unsafe.SizeOf<PlannedChange>()));

    private int LengthOf(in PlannedChange change) => Unsafe.SizeOf<PlannedChange>() + _tolerances + change.KeyLength + change.RowLength;
}

/// <summary>A change with what was spooled of it.</summary>
internal readonly ref struct SpooledChange(PlannedChange change, ReadOnlySpan<double> tolerances, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
{
    public PlannedChange Change { get; } = change;

    public ReadOnlySpan<double> Tolerances { get; } = tolerances;

    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Row { get; } = row;
}
