namespace Syncline;

internal sealed class SequenceSource<TModel>(IEnumerable<TModel> rows, string name) : ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    public string Name => name;

    public ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken)
        => new(new Cursor(rows.GetEnumerator(), name, rows.TryGetNonEnumeratedCount(out var count) ? count : null));

    private sealed class Cursor(IEnumerator<TModel> rows, string name, int? count) : RecordCursor<TModel>(name)
    {
        internal override int? Expected => count;

        public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!rows.MoveNext()) return new(false);
            Take(rows.Current);
            return new(true);
        }

        public override ValueTask DisposeAsync()
        {
            rows.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

internal sealed class AsyncSequenceSource<TModel>(IAsyncEnumerable<TModel> rows, string name) : ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    public string Name => name;

    public ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken)
        => new(new Cursor(rows.GetAsyncEnumerator(cancellationToken), name));

    private sealed class Cursor(IAsyncEnumerator<TModel> rows, string name) : RecordCursor<TModel>(name)
    {
        public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await rows.MoveNextAsync().ConfigureAwait(false)) return false;
            Take(rows.Current);
            return true;
        }

        public override ValueTask DisposeAsync() => rows.DisposeAsync();
    }
}
