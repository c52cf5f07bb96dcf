using System.Data;
using System.Data.Common;

namespace Syncline;

/// <summary>Sources that read any database with an ADO.NET provider. Where there is a source of the database's own, as SqliteSource, it knows more and is faster.</summary>
public static class DbSource
{
    /// <summary>The rows of one query, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="connect">Makes a connection, closed or open; each run makes one and disposes of it.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="parameters">Values of the statement's parameters, by name as the provider wants it: <c>("@region", "EU")</c>.</param>
    /// <remarks>
    /// What the statement sees while others write is the database's own rule for one statement. Where that is less than one snapshot, as in SQL Server under READ COMMITTED, give an isolation level. The types that the provider
    /// states are compared with the model's before the first row; a value that has no place in its property all the same is an error that names column and key.
    /// </remarks>
    /// <exception cref="ArgumentException">The statement is empty, or a parameter has no name or one given twice.</exception>
    public static ISyncSource<TModel> Query<TModel>(Func<DbConnection> connect, string sql, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Make<TModel>(connect, sql, null, parameters);

    /// <summary>The rows of one query, read in a transaction of a chosen isolation, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="connect">Makes a connection, closed or open; each run makes one and disposes of it.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="isolation">The isolation of the transaction the statement runs in: <see cref="IsolationLevel.Snapshot"/> on SQL Server, where the database allows it.</param>
    /// <param name="parameters">Values of the statement's parameters, by name as the provider wants it.</param>
    /// <exception cref="ArgumentException">The statement is empty, or a parameter has no name or one given twice.</exception>
    public static ISyncSource<TModel> Query<TModel>(Func<DbConnection> connect, string sql, IsolationLevel isolation, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Make<TModel>(connect, sql, isolation, parameters);

    private static DbQuery<TModel> Make<TModel>(Func<DbConnection> connect, string sql, IsolationLevel? isolation, (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(connect);
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        ArgumentNullException.ThrowIfNull(parameters);
        for (var i = 0; i < parameters.Length; i++)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(parameters[i].Name, nameof(parameters));
            if (parameters.Take(i).Any(earlier => earlier.Name == parameters[i].Name)) throw new ArgumentException($"The parameter {parameters[i].Name} is given twice.", nameof(parameters));
        }

        return new(connect, sql, isolation, [.. parameters]);
    }
}
