using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Syncline.Benchmarks;

/// <summary>
/// All over a table of which one row in a hundred differs, is missing or is foreign, against Dapper reading both sides, source and table, without a buffer and comparing nothing.
/// Two sources that differ so are mirrored in turns.
/// </summary>
internal static class MirrorSqlite
{
    private const int CountedRounds = 5;

    public static double? Run(int rows)
    {
        using var file = new CustomerFile(rows);
        File.Copy(file.PathOf("shop.db"), file.PathOf("other.db"));
        using (var connection = new SqliteConnection($"Data Source={file.PathOf("other.db")};Pooling=False"))
        {
            connection.Open();
            // Of a hundred rows one differs; of those every tenth is missing on one side or the other.
            CustomerFile.Execute(connection, "UPDATE customer SET Score = Score + 1 WHERE (Id / 7) % 100 = 5 AND (Id / 700) % 10 > 1; DELETE FROM customer WHERE (Id / 7) % 100 = 5 AND (Id / 700) % 10 = 0; UPDATE customer SET Id = Id + 1 WHERE (Id / 7) % 100 = 5 AND (Id / 700) % 10 = 1");
        }

        var table = new SqliteTable($"Data Source={file.PathOf("crm.db")};Pooling=False", "customer") { CreateIfMissing = true };
        var state = new SqliteStateStore($"Data Source={file.PathOf("state.db")};Pooling=False");
        var turn = 0;
        SyncReport Mirror() => Customer.AllSync.RunAsync(SqliteSource.Query<Customer>($"Data Source={file.PathOf(turn++ % 2 == 0 ? "shop.db" : "other.db")};Mode=ReadOnly;Pooling=False", CustomerFile.Sql), table, state, new SyncOptions().AllowRemovals(rows)).GetAwaiter().GetResult();
        Console.WriteLine(Mirror());
        Console.WriteLine(Mirror());
        var (our, their) = Rounds.Compare(
            () => Mirror() is { Status: SyncStatus.Succeeded } ? 1 : throw new InvalidOperationException("The run did not succeed."),
            () => Read(file.ConnectionString) + Read($"Data Source={file.PathOf("crm.db")};Mode=ReadOnly;Pooling=False") > 0 ? 1 : 0,
            CountedRounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mirror {our.TotalMilliseconds,7:F0} ms; Dapper reading both sides {their.TotalMilliseconds,7:F0} ms; x {our / their:F2}"));
        return our / their;
    }

    private static long Read(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        var rows = 0L;
        foreach (var row in connection.Query<PlainCustomer>(CustomerFile.Sql, buffered: false)) rows += row.Email.Length > 0 ? 1 : 0;
        return rows;
    }
}
