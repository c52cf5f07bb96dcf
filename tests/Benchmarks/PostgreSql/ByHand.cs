using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Syncline.Benchmarks;

/// <summary>What one writes by hand to bring rows into a table.</summary>
internal static class ByHand
{
    private const string Sets = "\"Email\" = excluded.\"Email\", \"Name\" = excluded.\"Name\", \"LifetimeValue\" = excluded.\"LifetimeValue\", \"UpdatedAt\" = excluded.\"UpdatedAt\", \"Active\" = excluded.\"Active\", \"Age\" = excluded.\"Age\", \"Score\" = excluded.\"Score\"";

    /// <summary>A raw binary COPY.</summary>
    public static long Copy(CustomerServer server, Customer[] rows, string table = "theirs")
    {
        using var connection = server.Open();
        return Copy(connection, table, rows);
    }

    /// <summary>A COPY into a temporary table, and one upsert from there.</summary>
    public static int StageAndUpsert(CustomerServer server, string table, Customer[] rows)
    {
        using var connection = server.Open();
        using var transaction = connection.BeginTransaction();
        CustomerServer.Execute(connection, $"CREATE TEMPORARY TABLE stage (LIKE {table}) ON COMMIT DROP");
        Copy(connection, "stage", rows);
        CustomerServer.Execute(connection, $"INSERT INTO {table} ({CustomerServer.Columns}) SELECT {CustomerServer.Columns} FROM stage ON CONFLICT (\"Id\") DO UPDATE SET {Sets}");
        transaction.Commit();
        return rows.Length;
    }

    /// <summary>An upsert a row through Dapper, in one transaction.</summary>
    public static void OneByOne(CustomerServer server, string table, Customer[] rows)
    {
        using var connection = server.Open();
        using var transaction = connection.BeginTransaction();
        var upsert = $"INSERT INTO {table} ({CustomerServer.Columns}) VALUES (@Id, @Email, @Name, @LifetimeValue, @UpdatedAt, @Active, @Age, @Score) ON CONFLICT (\"Id\") DO UPDATE SET {Sets}";
        foreach (var row in rows) connection.Execute(upsert, row, transaction);
        transaction.Commit();
    }

    private static long Copy(NpgsqlConnection connection, string table, Customer[] rows)
    {
        using var import = connection.BeginBinaryImport($"COPY {table} ({CustomerServer.Columns}) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            import.StartRow();
            import.Write(row.Id, NpgsqlDbType.Integer);
            import.Write(row.Email, NpgsqlDbType.Text);
            if (row.Name is null) import.WriteNull();
            else import.Write(row.Name, NpgsqlDbType.Text);
            import.Write(row.LifetimeValue, NpgsqlDbType.Numeric);
            import.Write(row.UpdatedAt, NpgsqlDbType.Timestamp);
            import.Write(row.Active, NpgsqlDbType.Boolean);
            if (row.Age is { } age) import.Write(age, NpgsqlDbType.Integer);
            else import.WriteNull();
            import.Write(row.Score, NpgsqlDbType.Double);
        }

        return (long)import.Complete();
    }
}
