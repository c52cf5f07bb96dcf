using System.Globalization;
using Npgsql;

namespace Syncline;

/// <summary>Sources that read PostgreSQL.</summary>
public static class PostgreSqlSource
{
    /// <summary>The rows of one query, read in one snapshot, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="dataSource">Where connections come from. It stays the caller's to dispose of.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="parameters">Values of the statement's parameters, by name with or without its prefix: <c>("@region", "EU")</c>. The statement has them as <c>@region</c> or <c>:region</c>. Arrays are for <c>= ANY(@regions)</c>.</param>
    /// <remarks>
    /// The statement runs in a read-only transaction of its own that sees the database as it was at one moment (REPEATABLE READ). The types of the result's columns are compared with the model's before the first row; a value
    /// that has no place in its property all the same is an error that names column and key, and nothing is converted silently. Command Timeout in the connection string bounds the wait for the server (30 s).
    /// </remarks>
    /// <exception cref="ArgumentException">The statement is empty or holds the character NUL, or a parameter's value has no form in PostgreSQL.</exception>
    public static ISyncSource<TModel> Query<TModel>(NpgsqlDataSource dataSource, string sql, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Query<TModel>(PostgreSqlDatabase.Of(dataSource), sql, parameters);

    /// <summary>The rows of one query, read in one snapshot, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="connectionString">The driver's connection string.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="parameters">Values of the statement's parameters, by name with or without its prefix.</param>
    /// <exception cref="ArgumentException">The connection string can't be read, the statement is empty or holds the character NUL, or a parameter's value has no form in PostgreSQL.</exception>
    public static ISyncSource<TModel> Query<TModel>(string connectionString, string sql, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Query<TModel>(PostgreSqlDatabase.Parse(connectionString, nameof(connectionString)), sql, parameters);

    private static PostgreSqlQuery<TModel> Query<TModel>(PostgreSqlDatabase database, string sql, (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        ArgumentNullException.ThrowIfNull(parameters);
        // On the wire a statement ends there: a condition behind it would be lost.
        if (sql.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The statement holds the character NUL at position {nul}, where PostgreSQL would take it to end. Leave it out."), nameof(sql));
        }

        var values = QueryParameters.Take(parameters, nameof(parameters));
        return new(database, QueryText.Of(sql, values.Names), values);
    }
}
