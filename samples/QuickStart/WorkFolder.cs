using Microsoft.Data.Sqlite;

namespace QuickStart;

/// <summary>A folder of the sample's own, removed at the end.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("syncline-quickstart-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Quoted by the builder: a path may hold any character.</summary>
    public static string ConnectionString(string file, bool readOnly = false)
        => new SqliteConnectionStringBuilder { DataSource = file, Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate }.ToString();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
