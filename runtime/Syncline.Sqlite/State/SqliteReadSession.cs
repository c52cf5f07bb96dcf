using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>A state opened to read: one snapshot, whatever runs append meanwhile.</summary>
internal sealed class SqliteReadSession : IStateSession
{
    private readonly SqliteDatabase _database;
    private readonly string _id;
    private readonly StateRow? _row;

    public SqliteReadSession(SqliteDatabase database, string id)
    {
        _database = database;
        _id = id;
        // The first look inside the transaction takes the snapshot. Connections that share memory have locks instead, which would keep a run from writing.
        if (!database.Location.IsMemory) database.Execute("BEGIN");
        if (!StateTables.Exist(database, out var lacksFormat)) return;
        if (lacksFormat) throw StateTables.NoFormat(database);
        _row = StateTables.Find(database, id);
        if (_row is null && StoredSegments.Last(database, id) > 0) throw StoredSegments.RowLost(database, id);
    }

    public long Version => _row?.Version ?? 0;

    public bool HoldsLease => true;

    public static InvalidOperationException OpenedToRead() => new("The state was opened to read.");

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        if (_row is null) yield break;
        foreach (var segment in StoredSegments.Read(_database, _id, _row, cancellationToken)) yield return segment;
    }

    public bool CanJoin(IDelivery delivery) => false;

    public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken) => throw OpenedToRead();

    public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => throw OpenedToRead();

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }
}
