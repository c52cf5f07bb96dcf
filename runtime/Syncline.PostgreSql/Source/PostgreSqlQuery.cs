using Npgsql;

namespace Syncline;

internal sealed class PostgreSqlQuery<TModel>(PostgreSqlDatabase database, QueryText text, QueryParameters parameters) : ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    private static readonly bool HasSecrets = TModel.Schema.Columns.Any(column => column.IsSensitive);

    public string Name => $"PostgreSQL query on {database.Name}";

    public async ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Before a connection is made: what is wrong here is wrong whatever the server says.
        var values = parameters.Fit(text, Name);
        try
        {
            var reading = await BeginAsync(values, cancellationToken).ConfigureAwait(false);
            if (HasUnknownType(reading.Reader))
            {
                // The driver knows the types there were when it first connected, and this one is younger.
                await reading.DisposeAsync().ConfigureAwait(false);
                await database.ReloadTypesAsync(cancellationToken).ConfigureAwait(false);
                reading = await BeginAsync(values, cancellationToken).ConfigureAwait(false);
            }

            return await FitAsync(reading).ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            throw Refused(fault);
        }
    }

    private async ValueTask<QueryReading> BeginAsync(IReadOnlyList<object> values, CancellationToken cancellationToken)
    {
        var reading = new QueryReading(database);
        try
        {
            await reading.BeginAsync(text.Numbered, values, cancellationToken).ConfigureAwait(false);
            return reading;
        }
        catch
        {
            await reading.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<RowCursor<TModel>> FitAsync(QueryReading reading)
    {
        try
        {
            if (reading.Reader.FieldCount == 0) throw new SourceException($"The {Name} gives no columns. Write a SELECT.");
            return new PostgreSqlCursor<TModel>(reading, ColumnMap.Match(reading.Reader, TModel.Schema, Name), Name);
        }
        catch
        {
            await reading.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static bool HasUnknownType(NpgsqlDataReader reader)
    {
        for (var ordinal = 0; ordinal < reader.FieldCount; ordinal++)
        {
            if (reader.GetPostgresType(ordinal).OID == 0) return true;
        }

        return false;
    }

    private SourceException Refused(NpgsqlException fault)
    {
        var words = fault switch
        {
            PostgresException { SqlState: PostgresErrorCodes.SyntaxError } refused when refused.MessageText.Contains("multiple commands", StringComparison.Ordinal)
                => $"The {Name} is more than one statement. One statement is one snapshot: join them with UNION ALL or WITH.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } refused
                => $"The {Name} writes ({PostgreSqlFaults.Words(refused, HasSecrets)}). A source only reads: write a SELECT.",
            PostgresException refused when refused.SqlState.StartsWith("42", StringComparison.Ordinal) && refused.SqlState != PostgresErrorCodes.InsufficientPrivilege
                => $"The {Name} was refused: {PostgreSqlFaults.Words(refused, HasSecrets)}. Correct the statement.",
            PostgresException refused when PostgreSqlFaults.IsRowFault(refused) => $"The {Name} failed before its first row: {PostgreSqlFaults.Words(refused, HasSecrets)}. Correct the statement or the data.",
            _ => PostgreSqlFaults.Explain(fault, database.Name, HasSecrets),
        };
        var forgotten = text.PerhapsWithoutValue.Count > 0 && fault is PostgresException ? $" No value is given for {string.Join(", ", text.PerhapsWithoutValue)}; if that is meant as a parameter, give one." : "";
        return new(words + forgotten, PostgreSqlFaults.Inner(fault, HasSecrets));
    }
}
