using System.Data;
using System.Data.Common;

namespace Syncline;

internal sealed class DbQuery<TModel>(Func<DbConnection> connect, string sql, IsolationLevel? isolation, (string Name, object? Value)[] parameters) : ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    public string Name => $"database query for {TModel.Schema.Model}";

    public async ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reading = new DbReading();
        try
        {
            await reading.BeginAsync(connect, sql, isolation, parameters, cancellationToken).ConfigureAwait(false);
            if (reading.Reader.FieldCount == 0) throw new SourceException($"The {Name} gives no columns. Write a SELECT.");
            return new DbCursor<TModel>(reading, DbColumns.Match(reading.Reader, TModel.Schema, Name), Name);
        }
        catch (Exception e)
        {
            await reading.DisposeAsync().ConfigureAwait(false);
            if (e is DbException fault) throw DbReading.Failure($"The {Name} could not be opened", fault, TModel.Schema);
            throw;
        }
    }
}
