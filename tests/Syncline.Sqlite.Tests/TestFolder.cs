using Microsoft.Data.Sqlite;

namespace Syncline.Sqlite.Tests;

/// <summary>A folder of SQLite files that is gone with the test.</summary>
/// <param name="inMemory">Whether it is on a disk in memory, where there is one: for tests with thousands of commits that nobody has to wait for.</param>
public sealed class TestFolder(bool inMemory = false) : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    private readonly DirectoryInfo _folder = inMemory && Directory.Exists(MemoryDisk)
        ? Directory.CreateDirectory(System.IO.Path.Combine(MemoryDisk, $"syncline-sqlite-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("syncline-sqlite-");

    public string Path => _folder.FullName;

    public string this[string file] => System.IO.Path.Combine(_folder.FullName, file);

    public static string Source(string file) => $"Data Source={file};Default Timeout=1";

    /// <summary>Runs statements on a file, creating it.</summary>
    public string Sql(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return this[file];
    }

    public SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={this[file]};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>The rows of a query as texts, each value as SQLite's quote() writes it.</summary>
    public string[] Rows(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader.GetString(i))));
        return [.. rows];
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
