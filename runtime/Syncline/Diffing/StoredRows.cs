using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Rows as a run keeps them, one after the other.</summary>
public struct StoredRows
{
    private readonly byte[] _changes;
    private readonly int _tolerances;
    private int _at;
    private int _left;

    /// <summary>The rows of planned changes.</summary>
    /// <param name="changes">The changes, as <see cref="ChangeSpool"/> lays them down.</param>
    /// <param name="planned">How many of them are planned.</param>
    /// <param name="tolerances">The bytes of tolerance values in each.</param>
    internal StoredRows(byte[] changes, int planned, int tolerances) => (_changes, _left, _tolerances) = (changes, planned, tolerances);

    /// <summary>Whether all were taken.</summary>
    public readonly bool IsEmpty => _left == 0;

    /// <summary>How many are left.</summary>
    internal readonly int Count => _left;

    /// <summary>Takes the next row, which is valid as long as these rows are.</summary>
    /// <exception cref="InvalidOperationException">There is none; see <see cref="IsEmpty"/>.</exception>
    public StoredRow Take()
    {
        if (IsEmpty) throw new InvalidOperationException("All rows were taken. Look at IsEmpty before each.");
        while (true)
        {
            var change = MemoryMarshal.Read<PlannedChange>(_changes.AsSpan(_at));
            var row = _at + Unsafe.SizeOf<PlannedChange>() + _tolerances + change.KeyLength;
            _at = row + change.RowLength;
            if (change.Disposition != Disposition.Planned) continue;
            _left--;
            return new StoredRow(_changes.AsSpan(row, change.RowLength));
        }
    }
}
