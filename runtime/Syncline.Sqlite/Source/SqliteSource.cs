using System.Globalization;

namespace Syncline;

/// <summary>Sources that read SQLite.</summary>
public static class SqliteSource
{
    /// <summary>The rows of one query, read in one snapshot, with columns matched to the model's by name.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="connectionString">The driver's connection string, or the path of the file. The file is opened to read unless the string has a Mode, and never created.</param>
    /// <param name="sql">One statement that gives the model's columns and no others, in any order.</param>
    /// <param name="parameters">Values of the statement's parameters, by name with or without its prefix: <c>("$region", "EU")</c>.</param>
    /// <remarks>
    /// In SQLite a type belongs to a value, not to a column: each value's storage class is checked, and one that does not fit is an error that names row, column and key; nothing is
    /// converted silently. Default Timeout in the connection string bounds the wait for a lock (30 s).
    /// </remarks>
    /// <exception cref="ArgumentException">The connection string can't be read, the statement is empty or holds the character NUL, or a parameter's value has no form in SQLite.</exception>
    public static ISyncSource<TModel> Query<TModel>(string connectionString, string sql, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
        => Query<TModel>(connectionString, sql, SqliteReading.Raw, parameters);

    /// <summary>The same by a chosen way of reading, for tests and measurements.</summary>
    internal static ISyncSource<TModel> Query<TModel>(string connectionString, string sql, SqliteReading reading, params (string Name, object? Value)[] parameters)
        where TModel : ISyncModel<TModel>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        // SQLite would read the statement up to there and no further: a condition behind it would be lost.
        if (sql.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The statement holds the character NUL at position {nul}, where SQLite would take it to end. Leave it out; char(0) stands for it in SQL."), nameof(sql));
        }

        ArgumentNullException.ThrowIfNull(parameters);
        return new SqliteQuery<TModel>(SqliteLocation.Parse(connectionString, nameof(connectionString)), sql, QueryParameters.Take(parameters, nameof(parameters)), reading);
    }
}

/// <summary>How rows get from SQLite to the encoder.</summary>
internal enum SqliteReading
{
    /// <summary>From SQLite's own bytes, through its functions' addresses.</summary>
    Raw,

    /// <summary>From SQLite's own bytes, through SQLitePCLRaw: what stands in where there are no addresses.</summary>
    RawManaged,

    /// <summary>By way of a record each.</summary>
    Records,
}
