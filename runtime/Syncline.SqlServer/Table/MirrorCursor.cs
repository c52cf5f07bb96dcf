using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>One pass over a table's records.</summary>
internal sealed class MirrorCursor<TModel>(SqlDataReader reader) : RowCursor<TModel>
    where TModel : ISyncModel<TModel>
{
    private readonly StoredRow<TModel> _row = new(reader, [.. Enumerable.Range(0, TModel.Schema.Columns.Length)]);

    public override TModel Current => _row.Build();

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => reader.NextAsync(cancellationToken);

    public override void Encode(ref RowEncoder encoder) => _row.Encode(ref encoder);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
