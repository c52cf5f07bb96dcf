using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Syncline.Benchmarks;

/// <summary>
/// A first run into an empty table, with its state, against the loop one writes by hand: a reader, and a prepared insert with reused parameters in one
/// transaction.
/// </summary>
internal static class UpsertSqlite
{
    private const int CountedRounds = 3;

    public static double? Run(int rows)
    {
        using var file = new CustomerFile(rows);
        var apart = Compare("state in a file of its own", file, "state.db");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"upsert-sqlite-apart ratio {apart:F2}"));
        return Compare("state in the table's file", file, "ours.db");
    }

    private static double Compare(string name, CustomerFile file, string stateFile)
    {
        var (our, their) = Rounds.Compare(() => RunOnce(file, stateFile), () => CopyByHand(file), CountedRounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {our.TotalMilliseconds,7:F0} ms; by hand {their.TotalMilliseconds,7:F0} ms; x {our / their:F2}"));
        return our / their;
    }

    private static long RunOnce(CustomerFile file, string stateFile)
    {
        file.Delete("ours.db");
        file.Delete("state.db");
        var source = SqliteSource.Query<Customer>(file.ConnectionString, CustomerFile.Sql);
        var destination = new SqliteTable($"Data Source={file.PathOf("ours.db")};Pooling=False", "customer") { CreateIfMissing = true };
        var state = new SqliteStateStore($"Data Source={file.PathOf(stateFile)};Pooling=False");
        var report = Customer.Sync.RunAsync(source, destination, state).GetAwaiter().GetResult();
        return report.Status == SyncStatus.Succeeded ? report.Counts.Succeeded : throw new InvalidOperationException(report.ToString());
    }

    private static long CopyByHand(CustomerFile file)
    {
        file.Delete("theirs.db");
        using var from = new SqliteConnection(file.ConnectionString);
        using var to = new SqliteConnection($"Data Source={file.PathOf("theirs.db")};Pooling=False");
        from.Open();
        to.Open();
        CustomerFile.Execute(to, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE customer ({CustomerFile.Columns})");
        using var query = from.CreateCommand();
        query.CommandText = CustomerFile.Sql;
        using var reader = query.ExecuteReader();
        using var transaction = to.BeginTransaction();
        using var insert = to.CreateCommand();
        insert.CommandText = "INSERT INTO customer (Id, Email, Name, LifetimeValue, UpdatedAt, Active, Age, Score) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)";
        var parameters = Enumerable.Range(0, reader.FieldCount).Select(column => insert.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"${column}"), null))).ToArray();
        insert.Prepare();
        var rows = 0L;
        while (reader.Read())
        {
            // The values as they are stored: nothing is parsed, which is the least that a loop can do.
            for (var column = 0; column < parameters.Length; column++) parameters[column].Value = reader.GetValue(column);
            rows += insert.ExecuteNonQuery();
        }

        transaction.Commit();
        return rows;
    }
}
