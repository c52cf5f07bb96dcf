namespace Syncline;

/// <summary>The rows before of changed rows, where rows are kept.</summary>
internal sealed class KeptRows<TModel>(SyncOptions options) : IDisposable
    where TModel : ISyncModel<TModel>
{
    private readonly Spool _spool = new(options.SpoolMemory / 4, options.SpoolFolder);
    private readonly Dictionary<int, (long Address, int Length)> _rows = [];

    public void Add(int entry, ReadOnlySpan<byte> row)
    {
        if (!row.IsEmpty) _rows[entry] = (_spool.Append(row), row.Length);
    }

    public bool TryGet(int entry, out TModel? row)
    {
        var found = _rows.TryGetValue(entry, out var at);
        row = found ? PlannedRows.Row<TModel>(_spool.Read(at.Address, at.Length)) : default;
        return found;
    }

    public void Dispose() => _spool.Dispose();
}
