using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Syncline;

internal sealed class SqlServerQuery<TModel>(SqlServerDatabase database, string sql, IsolationLevel? isolation, QueryParameters parameters) : ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    private const int VariableNotDeclared = 137;

    private static readonly bool HasSecrets = TModel.Schema.Columns.Any(column => column.IsSensitive);

    public string Name => $"SQL Server query on {database.Name}";

    public async ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reading = new QueryReading(database);
        try
        {
            await reading.BeginAsync(sql, isolation, parameters, Name, cancellationToken).ConfigureAwait(false);
            if (reading.Reader.FieldCount == 0) throw new SourceException($"The {Name} gives no columns. Write a SELECT.");
            return new SqlServerCursor<TModel>(reading, ColumnMap.Match(reading.Reader, TModel.Schema, Name), Name);
        }
        catch (Exception e)
        {
            await reading.DisposeAsync().ConfigureAwait(false);
            if (e is DbException fault) throw Refused(fault);
            throw;
        }
    }

    private SourceException Refused(DbException fault)
    {
        var words = fault switch
        {
            SqlException { Number: VariableNotDeclared } refused => $"The {Name} was refused: {SqlServerFaults.Words(refused, HasSecrets)}. Give a value for it.",
            // Tables of other databases, and those in memory, have isolations of their own.
            SqlException { Number: 3952 or 3954 or 3957 or 3958 or 41332 or 41333 or 41368 } refused => $"The {Name} can't be read in one snapshot: {SqlServerFaults.Words(refused, HasSecrets)}. Allow snapshots in each database it reads, or give an isolation level.",
            SqlException refused when SqlServerFaults.IsRowFault(refused) => $"The {Name} failed before its first row: {SqlServerFaults.Words(refused, HasSecrets)}. Correct the statement or the data.",
            SqlException refused when IsOfStatement(refused) => $"The {Name} was refused: {SqlServerFaults.Words(refused, HasSecrets)}. Correct the statement.",
            _ => SqlServerFaults.Explain(fault, database.Name, HasSecrets),
        };
        return new(words, SqlServerFaults.Inner(fault, HasSecrets));
    }

    /// <summary>Whether the server did not understand the statement, or did not find what it names.</summary>
    private static bool IsOfStatement(SqlException fault) => fault.Class == 15 || fault.Number is (>= 100 and <= 228) or 402 or 306 or (>= 421 and <= 427) or 468 or 1013 or (>= 4100 and <= 4149) or (>= 8117 and <= 8168);
}
