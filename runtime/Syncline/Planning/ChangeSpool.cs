using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>The changes of a plan in the order they were found, with their rows.</summary>
internal sealed class ChangeSpool(Spool spool, int toleranceColumns) : IDisposable
{
    private const int AddressBlock = 1 << 14;
    private readonly int _tolerances = toleranceColumns * sizeof(double);
    private readonly List<long[]> _addresses = [];
    private byte[] _record = new byte[1024];

    public int Count { get; private set; }

    public void Append(in PlannedChange change, ReadOnlySpan<double> tolerances, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
    {
        var header = Unsafe.SizeOf<PlannedChange>();
        var length = header + _tolerances + key.Length + row.Length;
        if (_record.Length < length) _record = new byte[length * 2];
        var record = _record.AsSpan(0, length);
        var stored = change;
        stored.KeyLength = key.Length;
        stored.RowLength = row.Length;
        MemoryMarshal.Write(record, in stored);
        MemoryMarshal.AsBytes(tolerances).CopyTo(record[header..]);
        key.CopyTo(record[(header + _tolerances)..]);
        row.CopyTo(record[(header + _tolerances + key.Length)..]);
        if ((Count & (AddressBlock - 1)) == 0) _addresses.Add(new long[AddressBlock]);
        _addresses[^1][Count & (AddressBlock - 1)] = spool.Append(record);
        Count++;
    }

    /// <summary>One change; its spans are valid until the next call.</summary>
    public SpooledChange Read(int index)
    {
        var address = _addresses[index / AddressBlock][index & (AddressBlock - 1)];
        var header = Unsafe.SizeOf<PlannedChange>();
        var change = MemoryMarshal.Read<PlannedChange>(spool.Read(address, header));
        var record = spool.Read(address, header + _tolerances + change.KeyLength + change.RowLength);
        return new SpooledChange(
            change,
            MemoryMarshal.Cast<byte, double>(record.Slice(header, _tolerances)),
            record.Slice(header + _tolerances, change.KeyLength),
            record[(header + _tolerances + change.KeyLength)..]);
    }

    public void Dispose() => spool.Dispose();
}

/// <summary>A change with what was spooled of it.</summary>
internal readonly ref struct SpooledChange(PlannedChange change, ReadOnlySpan<double> tolerances, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row)
{
    public PlannedChange Change { get; } = change;

    public ReadOnlySpan<double> Tolerances { get; } = tolerances;

    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Row { get; } = row;
}
