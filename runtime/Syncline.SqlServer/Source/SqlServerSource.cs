using System.Data;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Sources that read SQL Server and Azure SQL.</summary>
public static class SqlServerSource
{
    /// <summary>The rows of one query, read in one snapshot, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="connectionString">The driver's connection string.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="parameters">Values of the statement's parameters, by name with or without the @: <c>("@region", "EU")</c>.</param>
    /// <remarks>
    /// The statement runs in a transaction of its own, which is undone. Where the database allows SNAPSHOT it sees one moment of everything; else, where READ COMMITTED SNAPSHOT is on, one moment as well; else it takes the locks of
    /// SERIALIZABLE, and writers of what it has read wait until the source is read. The types of the result's columns are compared with the model's before the first row; a value that has no place in its property all the same is an
    /// error that names column and key, and nothing is converted silently. Command Timeout in the connection string bounds the wait for the server (30 s).
    /// </remarks>
    /// <exception cref="ArgumentException">The connection string can't be read, the statement is empty, or a parameter's value has no form in SQL Server.</exception>
    public static ISyncSource<TModel> Query<TModel>(string connectionString, string sql, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Make<TModel>(SqlServerDatabase.Parse(connectionString, nameof(connectionString)), sql, null, parameters);

    /// <summary>The rows of one query, read in one snapshot over connections that the caller makes: with an access token, say, or a credential.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="connect">Makes a connection, closed and a new one each time; it is opened and disposed of here. One is made at once, and not opened, to learn what the database is called.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="parameters">Values of the statement's parameters, by name with or without the @.</param>
    /// <exception cref="ArgumentException">No connection is made, or one that names no server; the statement is empty; or a parameter's value has no form in SQL Server.</exception>
    public static ISyncSource<TModel> Query<TModel>(Func<SqlConnection> connect, string sql, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Make<TModel>(SqlServerDatabase.Of(connect, nameof(connect)), sql, null, parameters);

    /// <summary>The rows of one query, read at a chosen isolation, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="connectionString">The driver's connection string.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="isolation">The isolation of the transaction the statement runs in. Below <see cref="IsolationLevel.Snapshot"/> and <see cref="IsolationLevel.Serializable"/> a row that is moved meanwhile may be missed, and taken for removed.</param>
    /// <param name="parameters">Values of the statement's parameters, by name with or without the @.</param>
    /// <exception cref="ArgumentException">The connection string can't be read, the statement is empty, the isolation is none of SQL Server's, or a parameter's value has no form in SQL Server.</exception>
    public static ISyncSource<TModel> Query<TModel>(string connectionString, string sql, IsolationLevel isolation, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Make<TModel>(SqlServerDatabase.Parse(connectionString, nameof(connectionString)), sql, isolation, parameters);

    /// <summary>The rows of one query, read at a chosen isolation over connections that the caller makes.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="connect">Makes a connection, closed and a new one each time; it is opened and disposed of here. One is made at once, and not opened, to learn what the database is called.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="isolation">The isolation of the transaction the statement runs in. Below <see cref="IsolationLevel.Snapshot"/> and <see cref="IsolationLevel.Serializable"/> a row that is moved meanwhile may be missed, and taken for removed.</param>
    /// <param name="parameters">Values of the statement's parameters, by name with or without the @.</param>
    /// <exception cref="ArgumentException">No connection is made, or one that names no server; the statement is empty; the isolation is none of SQL Server's; or a parameter's value has no form in SQL Server.</exception>
    public static ISyncSource<TModel> Query<TModel>(Func<SqlConnection> connect, string sql, IsolationLevel isolation, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Make<TModel>(SqlServerDatabase.Of(connect, nameof(connect)), sql, isolation, parameters);

    private static SqlServerQuery<TModel> Make<TModel>(SqlServerDatabase database, string sql, IsolationLevel? isolation, (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        ArgumentNullException.ThrowIfNull(parameters);
        if (isolation is IsolationLevel.Chaos or IsolationLevel.Unspecified) throw new ArgumentException($"SQL Server has no isolation {isolation}. Give Snapshot, Serializable, RepeatableRead, ReadCommitted or ReadUncommitted.", nameof(isolation));
        return new(database, sql, isolation, QueryParameters.Take(parameters, nameof(parameters)));
    }
}
