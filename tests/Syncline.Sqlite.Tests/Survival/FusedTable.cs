using SQLitePCL;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>A table that meets a fuse before and after whatever it does, and in the midst of SQLite's own work on it.</summary>
internal sealed class FusedTable(SqliteTable inner, Fuse fuse) : IDestination
{
    public string Identity => inner.Identity;

    public OperationKinds Repeatable => inner.Repeatable;

    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var delivery = await inner.OpenAsync<TModel, TKey>(context, cancellationToken).ConfigureAwait(false);
        var database = ((SqliteDelivery)delivery).Database!.Handle;
        // Every so many of SQLite's instructions, in the middle of a statement; and when it is about to write what it commits.
        raw.sqlite3_progress_handler(database, 50, _ => Meet("writing"), null);
        raw.sqlite3_commit_hook(database, _ => Meet("committing"), null);
        return new Delivery<TModel, TKey>(delivery, fuse);
    }

    private int Meet(string point)
    {
        fuse.Meet(point);
        return 0;
    }

    private sealed class Delivery<TModel, TKey>(IDelivery<TModel, TKey> inner, Fuse fuse) : IDelivery<TModel, TKey>, IFused<IDelivery>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        public IDelivery Inner => inner;

        public int BatchSize => inner.BatchSize;

        public async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
        {
            fuse.Meet("apply");
            var work = await inner.ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
            fuse.Meet("applied");
            return new Work(work, fuse);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Work(IBatchWork inner, Fuse fuse) : IBatchWork, IFused<IBatchWork>
    {
        public IBatchWork Inner => inner;

        public IReadOnlyList<OperationOutcome> Outcomes => inner.Outcomes;

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            fuse.Meet("commit");
            await inner.CommitAsync(cancellationToken).ConfigureAwait(false);
            fuse.Meet("committed");
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
