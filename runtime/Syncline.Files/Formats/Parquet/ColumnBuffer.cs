using Parquet;
using Parquet.Schema;

namespace Syncline;

/// <summary>The values of a column in the row group being filled.</summary>
internal abstract class ColumnBuffer(DataField of)
{
    public DataField Field => of;

    public abstract void SetNull(int row);

    /// <summary>Writes the first values as a column of a row group.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, int rows, CancellationToken cancellationToken);

    /// <summary>Room for one more.</summary>
    protected static void Reserve<T>(ref T[] values, int row)
    {
        if (row >= values.Length) Array.Resize(ref values, Math.Max(1_024, values.Length * 2));
    }
}

/// <summary>Values that are never null.</summary>
internal sealed class RequiredColumn<T>(DataField of) : ColumnBuffer(of)
    where T : struct
{
    private T[] _values = [];

    public void Set(int row, T value)
    {
        Reserve(ref _values, row);
        _values[row] = value;
    }

    public override void SetNull(int row) => throw new InvalidOperationException($"The column {Field.Name} is never null.");

    public override Task WriteAsync(ParquetRowGroupWriter group, int rows, CancellationToken cancellationToken)
        => group.WriteAsync(Field, new ReadOnlyMemory<T>(_values, 0, rows), cancellationToken: cancellationToken);
}

/// <summary>Values that may be null.</summary>
internal sealed class NullableColumn<T>(DataField of) : ColumnBuffer(of)
    where T : struct
{
    private T?[] _values = [];

    public void Set(int row, T value)
    {
        Reserve(ref _values, row);
        _values[row] = value;
    }

    public override void SetNull(int row)
    {
        Reserve(ref _values, row);
        _values[row] = null;
    }

    public override Task WriteAsync(ParquetRowGroupWriter group, int rows, CancellationToken cancellationToken)
        => group.WriteAsync(Field, new ReadOnlyMemory<T?>(_values, 0, rows), cancellationToken: cancellationToken);
}
