using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Syncline.Benchmarks;

/// <summary>A folder of this process with a SQLite file of customers; gone when disposed of.</summary>
internal sealed class CustomerFile : IDisposable
{
    public const string Sql = "SELECT Id, Email, Name, LifetimeValue, UpdatedAt, Active, Age, Score FROM customer ORDER BY Id";

    private readonly string _folder = Directory.CreateTempSubdirectory("syncline-benchmark-").FullName;

    public CustomerFile(int rows)
    {
        Rows = rows;
        // Not pooled, for a pooled connection would keep the file open.
        ConnectionString = $"Data Source={PathOf("shop.db")};Mode=ReadOnly;Pooling=False";
        using var connection = new SqliteConnection($"Data Source={PathOf("shop.db")};Pooling=False");
        connection.Open();
        Execute(connection, $"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE customer ({Columns})");
        Fill(connection, rows);
    }

    /// <summary>The columns as one declares them by hand; what SQLite has no type for is text, as the driver writes it.</summary>
    public static string Columns => "Id INTEGER NOT NULL PRIMARY KEY, Email TEXT NOT NULL, Name TEXT, LifetimeValue TEXT NOT NULL, UpdatedAt TEXT NOT NULL, Active INTEGER NOT NULL, Age INTEGER, Score REAL NOT NULL";

    public int Rows { get; }

    public string ConnectionString { get; }

    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>Deletes a database with what SQLite put beside it.</summary>
    public void Delete(string file)
    {
        foreach (var beside in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(PathOf(file + beside));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Fill(SqliteConnection connection, int rows)
    {
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO customer VALUES ($0, $1, $2, $3, $4, $5, $6, $7)";
        var parameters = Enumerable.Range(0, 8).Select(column => insert.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"${column}"), null))).ToArray();
        var random = new Random(11);
        for (var i = 0; i < rows; i++)
        {
            // Keys have gaps, as those of tables do.
            var row = Customers.Make(random, i * 7 + 3);
            object?[] values = [row.Id, row.Email, row.Name, row.LifetimeValue, row.UpdatedAt, row.Active, row.Age, row.Score];
            for (var column = 0; column < parameters.Length; column++) parameters[column].Value = values[column] ?? DBNull.Value;
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
